using MalariaPredictor.Backend.Observability;
using MalariaPredictor.Backend.Storage;
using Prometheus;

namespace MalariaPredictor.Backend.Ingestion;

/// <summary>
/// How fresh and how complete each source is that is switched on here. Whether its runs succeed is told by its job's metrics.
/// </summary>
internal sealed class SourceMetrics
{
    /// <summary>What is stored changes with a run, not between two scrapes.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private static readonly string[] Labels = ["source"];
    private readonly SourceStatuses _statuses;
    private readonly TimeProvider _time;
    private readonly Gauge _newest;
    private readonly Gauge _gaps;
    private readonly Gauge _preliminary;
    private readonly Gauge _expected;
    private DateTimeOffset _read = DateTimeOffset.MinValue;

    public SourceMetrics(RequestMetrics metrics, SourceStatuses statuses, TimeProvider time)
    {
        (_statuses, _time) = (statuses, time);
        _newest = metrics.Factory.CreateGauge(
            "malaria_source_newest_timestamp_seconds",
            "The end of the last day that is stored of a source; absent where none is.",
            Labels
        );
        _gaps = metrics.Factory.CreateGauge("malaria_source_gaps", "Stretches that are missing between stored parts of a source.", Labels);
        _preliminary = metrics.Factory.CreateGauge(
            "malaria_source_preliminary_parts",
            "Stored parts of a source that it will replace by final ones.",
            Labels
        );
        _expected = metrics.Factory.CreateGauge(
            "malaria_source_expected_age_seconds",
            "How old the newest stored day of a source may be while all is well.",
            Labels
        );
    }

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (now - _read < Fresh)
        {
            return;
        }

        try
        {
            foreach (var source in (await _statuses.ReadAsync(cancellationToken)).Where(source => source.Off is null))
            {
                Set(source);
            }

            _read = now;
        }
        catch (Exception away) when (StorageFailure.Is(away))
        {
            // Readiness tells of a database that is away; the gauges keep what was last known.
        }
    }

    private void Set(SourceStatus source)
    {
        _gaps.WithLabels(source.Name).Set(source.Gaps.Count);
        _preliminary.WithLabels(source.Name).Set(source.Preliminary);
        if (source.Newest is { } newest)
        {
            _newest
                .WithLabels(source.Name)
                .Set(new DateTimeOffset(newest.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds());
        }

        if (source.ExpectedAgeDays is { } days)
        {
            _expected.WithLabels(source.Name).Set(TimeSpan.FromDays(days).TotalSeconds);
        }
    }
}
