using System.Net;
using System.Text.Json.Serialization;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Caching;
using MalariaPredictor.Backend.Dashboard;
using MalariaPredictor.Backend.Explanations;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Ingestion;
using MalariaPredictor.Backend.Jobs;
using MalariaPredictor.Backend.Jobs.Scheduling;
using MalariaPredictor.Backend.Locations;
using MalariaPredictor.Backend.ModelCards;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Nowcasts;
using MalariaPredictor.Backend.Observability;
using MalariaPredictor.Backend.Observations;
using MalariaPredictor.Backend.Quality;
using MalariaPredictor.Backend.Scenarios;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Status;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Verification;

namespace MalariaPredictor.Backend.Composition;

/// <summary>The serving process, put together: services, pipeline, endpoints.</summary>
internal static class WebApp
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    public static WebApplication Create(HostContext here, IPAddress host, int port)
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
                kestrel.Limits.MaxRequestBodySize = RequestBody.Largest;
                kestrel.Listen(host, port);
            });
        builder.Host.ConfigureHostOptions(options => options.ShutdownTimeout = ShutdownTimeout + serving.Drain);
        builder.Logging.WriteToConsole(serving.LogLevel);
        AddServices(builder.Services, here, serving, host);
        var app = builder.Build();
        Use(app);
        return app;
    }

    /// <summary>The services alone, for a command that does one thing of theirs: nothing is started.</summary>
    public static ServiceProvider Services(HostContext here)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.WriteToConsole(LogLevel.Warning));
        AddServices(services, here, ServingOptions.Read(here.Variable), IPAddress.Loopback);
        return services.BuildServiceProvider();
    }

    private static void AddServices(IServiceCollection services, HostContext here, ServingOptions serving, IPAddress host)
    {
        var (version, commit) = BuildInfo.Read();
        services.AddSingleton(here.Clock);
        services.AddSingleton(new ReleaseInfo(serving.Release, version, commit));
        services.AddSingleton(new DrainTime(serving.Drain));
        services.AddSingleton(new Database(here.Options().Database));
        services
            .AddSingleton<Storage.Observations>()
            .AddSingleton<KnownCountsReader>()
            .AddSingleton<LocationStore>()
            .AddSingleton<LocationParents>()
            .AddSingleton<SourceFiles>();
        services.AddSingleton<ModelVersions>().AddSingleton<ModelCardMaker>().AddSingleton<ForecastStore>().AddSingleton<PastForecasts>();
        services.AddSingleton<QualityReader>().AddSingleton<QualityReports>();
        services.AddSingleton<Fits>().AddSingleton<SharedExplanations>();
        services.AddRunCache(RedisUrl.Read(here.Variable));
        services.AddSingleton<CurrentForecasts>().AddSingleton<CurrentCountry>();
        services.AddSingleton<RequestMetrics>().AddSingleton<Readiness>();
        services.AddSingleton<Draining>().AddHostedService(provider => provider.GetRequiredService<Draining>());
        services.AddSingleton<SnapshotWatcher>().AddHostedService(provider => provider.GetRequiredService<SnapshotWatcher>());
        services.AddSingleton<PastRuns>();
        services.AddSingleton<VerificationWatcher>().AddHostedService(provider => provider.GetRequiredService<VerificationWatcher>());
        services.AddSingleton(here);
        services.AddSources(new SourceTools(new Database(here.Options().Database), here.Clock, here.Variable));
        services.AddJobs(here.Options().Database, JobOptions.Read(here.Variable));
        if (serving.Metrics)
        {
            services.AddSingleton(new MetricsAddress(host, serving.MetricsPort));
            services
                .AddSingleton<ProcessMetrics>()
                .AddSingleton<ForecastMetrics>()
                .AddSingleton<JobMetrics>()
                .AddSingleton<SourceMetrics>();
            services.AddSingleton<MetricsServer>().AddHostedService(provider => provider.GetRequiredService<MetricsServer>());
        }

        if (serving is { Metrics: true, PublicUrl: { } url })
        {
            services.AddSingleton(new PublicAddress(url.IdnHost, url.Port));
            services.AddSingleton<CertificateWatch>().AddHostedService(provider => provider.GetRequiredService<CertificateWatch>());
        }

        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        services.AddRoutingCore().AddProblemDetails(RequestBody.Explain);
        services.AddDocumentation();
        services.AddDashboard();
    }

    private static void Use(WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<ReleaseMiddleware>();
        app.UseMiddleware<HeadMiddleware>();

        // Named here, or it would come before everything above.
        app.UseRouting();
        app.UseMiddleware<PlaceRouting>();
        app.UseMiddleware<MetricsMiddleware>();
        app.UseMiddleware<FailureMiddleware>();
        app.UseStatusCodePages();
        app.MapForecasts();
        app.MapGroups();
        app.MapExplanations();
        app.MapScenarios();
        app.MapLocations();
        app.MapObservations();
        app.MapQuality();
        app.MapModels();
        app.MapModelCards();
        app.MapJobs();
        app.MapSources();
        app.MapStatus();
        app.MapHealth();
        app.MapVersion();
        app.MapDocumentation();
        app.MapDashboard();
    }
}
