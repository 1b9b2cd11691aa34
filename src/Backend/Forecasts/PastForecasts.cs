using System.Collections.Concurrent;
using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Nowcasts;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>
/// Snapshots of origins that are no longer the newest, made when asked for. Stored runs never change, so the few kept stay right
/// for as long as the snapshot in service, beside which they are made, is the same.
/// </summary>
public sealed class PastForecasts(ForecastStore store, KnownCountsReader counts)
{
    private const int MostKept = 8;
    private readonly ConcurrentDictionary<(long InService, Hierarchy Hierarchy, Period Origin), ForecastSnapshot> _kept = new();

    /// <summary>The snapshot of an origin, or null where none is stored.</summary>
    public async Task<ForecastSnapshot?> AtAsync(Period origin, ForecastSnapshot current, CancellationToken cancellationToken)
    {
        if (origin == current.Run.Origin)
        {
            return current;
        }

        var key = (current.Run.Id, current.Hierarchy, origin);
        if (_kept.TryGetValue(key, out var known))
        {
            return known;
        }

        if (await store.AtAsync(origin, current.Run.Model.Digest, current.Known, cancellationToken) is not { } run)
        {
            return null;
        }

        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }

        return _kept[key] = new ForecastSnapshot(
            await RunInput.EstimatedAsync(run, null, counts, cancellationToken),
            current.Hierarchy,
            current.Known
        );
    }

    /// <summary>The origins there are.</summary>
    public Task<IReadOnlyList<Period>> OriginsAsync(CancellationToken cancellationToken) => store.OriginsAsync(cancellationToken);
}
