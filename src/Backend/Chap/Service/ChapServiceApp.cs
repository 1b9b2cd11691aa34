using System.Net;
using System.Text.Json;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Chap.Service;

/// <summary>The chapkit-shaped service, put together. It needs no database: CHAP brings the data with every request.</summary>
internal static class ChapServiceApp
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static WebApplication Create(HostContext here, IPAddress host, int port, PeriodType periods)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = RequestBody.Largest;
                kestrel.Listen(host, port);
            });
        builder.Logging.WriteToConsole(ServingOptions.Read(here.Variable).LogLevel);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        builder.Services.AddRoutingCore().AddProblemDetails(RequestBody.Explain);
        builder
            .Services.AddSingleton(here.Clock)
            .AddSingleton(new ChapWorkbench(periods, here.Clock))
            .AddSingleton(ServiceDescription.Of(periods));
        builder.Services.AddSingleton<JobQueue>().AddHostedService(provider => provider.GetRequiredService<JobQueue>());
        AddRegistration(builder.Services, here);
        var app = builder.Build();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<FailureMiddleware>();
        app.UseStatusCodePages();
        app.MapGet("/health", () => TypedResults.Ok(new { status = "healthy" }));
        app.MapGet("/api/v1/info", (ServiceDescription description) => TypedResults.Ok(description));
        app.MapConfigs();
        app.MapMl();
        app.MapRecords();
        return app;
    }

    private static void AddRegistration(IServiceCollection services, HostContext here)
    {
        if (RegistrationOptions.Read(here.Variable) is { } options)
        {
            services.AddSingleton(options).AddSingleton(_ => new HttpClient { Timeout = Timeout }).AddHostedService<Registration>();
        }
    }
}
