using System.Net;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Ingestion;
using MalariaPredictor.Backend.Jobs;
using MalariaPredictor.Backend.Observability;
using MalariaPredictor.Backend.Status;
using Prometheus;

namespace MalariaPredictor.Backend.Composition;

/// <summary>
/// <c>/metrics</c> on a port of its own, apart from the public one: a scraper still gets its answer while the public port is
/// saturated or already closed.
/// </summary>
internal sealed class MetricsServer(
    MetricsAddress address,
    RequestMetrics metrics,
    ProcessMetrics process,
    ForecastMetrics forecasts,
    JobMetrics jobs,
    SourceMetrics sources
) : IHostedService, IAsyncDisposable
{
    private WebApplication? _app;

    /// <summary>The port in use, once started.</summary>
    public int Port { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Registry.AddBeforeCollectCallback(process.RefreshAsync);
        metrics.Registry.AddBeforeCollectCallback(forecasts.Refresh);
        metrics.Registry.AddBeforeCollectCallback(jobs.Refresh);
        metrics.Registry.AddBeforeCollectCallback(sources.RefreshAsync);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(address.Host, address.Port));
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.UseMiddleware<SecurityHeaders>();
        _app.UseRouting();
        _app.MapMetrics("/metrics", metrics.Registry);
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException failure)
        {
            throw new UserFacingException(
                $"The metrics port {address.Port} on {address.Host} is taken.",
                "Set METRICS_PORT to a free port, to 0 for any free one, or ENABLE_METRICS to false.",
                failure
            );
        }

        Port = new Uri(_app.Urls.First()).Port;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is not null)
        {
            await _app.StopAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }
}

/// <summary>Where the metrics are to be had.</summary>
public sealed record MetricsAddress(IPAddress Host, int Port);
