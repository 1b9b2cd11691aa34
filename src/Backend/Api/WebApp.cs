using System.Net;
using System.Text.Json.Serialization;
using MalariaPredictor.Backend.Caching;
using MalariaPredictor.Backend.Commands;
using MalariaPredictor.Backend.Configuration;
using MalariaPredictor.Backend.Dashboard;
using MalariaPredictor.Backend.Explanations;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Jobs;
using MalariaPredictor.Backend.Jobs.Scheduling;
using MalariaPredictor.Backend.Locations;
using MalariaPredictor.Backend.ModelCards;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Observability;
using MalariaPredictor.Backend.Observations;
using MalariaPredictor.Backend.Scenarios;
using MalariaPredictor.Backend.Status;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Verification;

namespace MalariaPredictor.Backend.Api;

/// <summary>The serving process, put together: services, pipeline, endpoints.</summary>
internal static class WebApp
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    public static WebApplication Create(Surroundings here, IPAddress host, int port)
    {
        var serving = ServingOptions.Read(here.Variable);

        // ASP.NET's own development mode would show exceptions to whoever asks; ENVIRONMENT says where we run, not who may look inside.
        // Empty: any other reads settings from the working directory as well, and watches all the folders below it.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Listen(host, port);
            });
        builder.Host.ConfigureHostOptions(options => options.ShutdownTimeout = ShutdownTimeout + serving.Drain);
        AddLogging(builder.Logging, serving.LogLevel);
        AddServices(builder.Services, here, serving, host);
        var app = builder.Build();
        Use(app);
        return app;
    }

    /// <summary>The services alone, for a command that does one thing of theirs: nothing is started.</summary>
    public static ServiceProvider Services(Surroundings here)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => AddLogging(logging, LogLevel.Warning));
        AddServices(services, here, ServingOptions.Read(here.Variable), IPAddress.Loopback);
        return services.BuildServiceProvider();
    }

    // stdout belongs to a command's result; what happens along the way goes to stderr, a line each.
    public static void AddLogging(ILoggingBuilder logging, LogLevel level)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(level);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Quartz", LogLevel.Warning);

        // Nobody listens to traces: an Activity and a logging scope for each request would only slow it down.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        // A start that failed is told in one line by the command, not by the host with its trace.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace
        );
    }

    private static void AddServices(IServiceCollection services, Surroundings here, ServingOptions serving, IPAddress host)
    {
        var (version, commit) = VersionCommand.Build();
        services.AddSingleton(here.Clock);
        services.AddSingleton(new ReleaseInfo(serving.Release, version, commit));
        services.AddSingleton(new DrainTime(serving.Drain));
        services.AddSingleton(new Database(here.Options().Database));
        services
            .AddSingleton<Storage.Observations>()
            .AddSingleton<LocationStore>()
            .AddSingleton<LocationParents>()
            .AddSingleton<SourceFiles>();
        services.AddSingleton<ModelVersions>().AddSingleton<ModelCardMaker>().AddSingleton<ForecastStore>().AddSingleton<PastForecasts>();
        services.AddSingleton<Fits>().AddSingleton<SharedExplanations>();
        services.AddRunCache(RedisUrl.Read(here.Variable));
        services.AddSingleton<CurrentForecasts>().AddSingleton<CurrentCountry>();
        services.AddSingleton<RequestMetrics>().AddSingleton<Readiness>();
        services.AddSingleton<Draining>().AddHostedService(provider => provider.GetRequiredService<Draining>());
        services.AddSingleton<SnapshotWatcher>().AddHostedService(provider => provider.GetRequiredService<SnapshotWatcher>());
        services.AddSingleton<PastRuns>();
        services.AddSingleton<VerificationWatcher>().AddHostedService(provider => provider.GetRequiredService<VerificationWatcher>());
        services.AddSingleton(here);
        services.AddJobs(here.Options().Database, JobOptions.Read(here.Variable));
        if (serving.Metrics)
        {
            services.AddSingleton(new MetricsAddress(host, serving.MetricsPort));
            services.AddSingleton<ProcessMetrics>().AddSingleton<ForecastMetrics>().AddSingleton<JobMetrics>();
            services.AddSingleton<MetricsServer>().AddHostedService(provider => provider.GetRequiredService<MetricsServer>());
        }

        if (serving is { Metrics: true, PublicUrl: { } url })
        {
            services.AddSingleton(new PublicAddress(url.IdnHost, url.Port));
            services.AddSingleton<CertificateWatch>().AddHostedService(provider => provider.GetRequiredService<CertificateWatch>());
        }

        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        services.AddRoutingCore().AddProblemDetails();
        services.AddDocumentation();
        services.AddDashboard();
    }

    private static void Use(WebApplication app)
    {
        app.UseMiddleware<ReleaseMiddleware>();
        app.UseMiddleware<ForecastFastPath>();
        app.UseMiddleware<HeadMiddleware>();

        // Named here, or it would come before everything above.
        app.UseRouting();
        app.UseMiddleware<MetricsMiddleware>();
        app.UseMiddleware<FailureMiddleware>();
        app.UseStatusCodePages();
        app.MapForecasts();
        app.MapGroups();
        app.MapExplanations();
        app.MapScenarios();
        app.MapLocations();
        app.MapObservations();
        app.MapModels();
        app.MapModelCards();
        app.MapJobs();
        app.MapStatus();
        app.MapHealth();
        app.MapVersion();
        app.MapDocumentation();
        app.MapDashboard();
    }
}
