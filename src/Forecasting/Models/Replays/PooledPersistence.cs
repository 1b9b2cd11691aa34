using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Seasons;

namespace MalariaPredictor.Forecasting.Models.Replays;

/// <summary>
/// Seasonal relative persistence with the climatology of <see cref="PooledSeasons"/>: the last value plus the change of the season, on
/// log(1 + cases). A member of the ensemble and the base that the ridge corrects.
/// </summary>
internal sealed class PooledPersistence(CaseHistory history) : IMember
{
    /// <summary>The replayed points.</summary>
    public PointPaths Paths { get; } = new(history);

    /// <summary>Origins × locations: how far the latest value lies above the season of the origin's last period.</summary>
    public Grid Anomalies { get; } = new(history.Periods + 1, history.Locations);

    /// <inheritdoc/>
    public void Observe(int origin) { }

    /// <inheritdoc/>
    public void Predict(int origin, Grid seasons)
    {
        var calendar = history.Calendar;
        var latest = history.Latest[origin - 1];
        for (var i = 0; i < latest.Length; i++)
        {
            Anomalies[origin, i] = latest[i] - seasons[calendar[origin - 1], i];
            var at = history.LastReport(origin, i);
            for (var j = 0; at >= 0 && j < history.Horizons.Length; j++)
            {
                var change = seasons[calendar[origin - 1 + history.Horizons[j]], i] - seasons[calendar[at], i];
                Paths[j][origin, i] = latest[i] + change;
                Paths.Parts(j, i) = new Contributions(latest[i], change, 0, 0);
            }
        }
    }
}
