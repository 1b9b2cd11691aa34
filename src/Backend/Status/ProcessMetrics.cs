using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Observability;
using Prometheus;

namespace MalariaPredictor.Backend.Status;

/// <summary>Which release answers, and whether it is ready: what its readiness endpoint says, asked at each scrape.</summary>
public sealed class ProcessMetrics
{
    // A scrape is given up after ten seconds; a database that does not answer must not cost it.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);
    private readonly Readiness _readiness;
    private readonly TimeProvider _time;
    private readonly Gauge _ready;

    public ProcessMetrics(RequestMetrics metrics, Readiness readiness, ReleaseInfo release, TimeProvider time)
    {
        (_readiness, _time) = (readiness, time);
        metrics
            .Factory.CreateGauge("malaria_build_info", "1 for the release that answers.", "release", "version", "commit")
            .WithLabels(release.Id, release.Version, release.Commit)
            .Set(1);
        _ready = metrics.Factory.CreateGauge("malaria_ready", "1 when the process is ready to serve forecasts, else 0.");
    }

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            _ready.Set((await _readiness.ReportAsync(cancellationToken).WaitAsync(Timeout, _time, cancellationToken)).Ready ? 1 : 0);
        }
        catch (TimeoutException)
        {
            _ready.Set(0);
        }
    }
}
