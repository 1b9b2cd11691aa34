using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Replays;

/// <summary>
/// One idea of how cases go on, replayed over a history in one pass: it observes each period as it is revealed, and predicts from each
/// origin. It sees nothing that was not revealed. Which members there are, and in which order, the ensemble says.
/// </summary>
internal interface IMember
{
    /// <summary>What it predicted at each origin.</summary>
    PointPaths Paths { get; }

    /// <summary>Takes in the newest period; every one in turn.</summary>
    /// <param name="origin">The number of periods known.</param>
    void Observe(int origin);

    /// <summary>Learns from the targets that have just become known, and predicts; every origin in turn from the first replayed.</summary>
    /// <param name="origin">The number of periods known.</param>
    /// <param name="seasons">Seasons × locations, as of that origin.</param>
    void Predict(int origin, Grid seasons);

    /// <summary>
    /// The point from the last origin had the weather been that of another panel; as it is where the member does not use the weather.
    /// </summary>
    /// <param name="other">The same locations and periods with other weather.</param>
    /// <param name="horizon">Index of the horizon.</param>
    /// <param name="location">Index of the location.</param>
    double PointUnder(Panel other, int horizon, int location) => Paths[horizon][^1][location];
}
