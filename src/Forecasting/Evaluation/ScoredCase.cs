using MalariaPredictor.Forecasting.Samples;
using MalariaPredictor.Forecasting.Scoring;

namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>One forecast and its scores; the atom of every table.</summary>
/// <param name="Model">Index of the model among those evaluated.</param>
/// <param name="Location">Index of the location in the panel.</param>
/// <param name="Origin">Index of the origin in the plan, oldest first.</param>
/// <param name="Horizon">Periods ahead.</param>
/// <param name="Half">The half in which the origin falls.</param>
/// <param name="Score">Its scores.</param>
/// <param name="Rank">How many of the 23 quantiles lie below the actual: it is at or below all others.</param>
/// <param name="NormalScore">Where in the forecast the actual fell, see <see cref="QuantileCurve.ScoreOf"/>.</param>
/// <param name="Held80">
/// How much of the actual's own probability lies within the central 80 %: 0 or 1 where no value has a probability of its own, anything
/// between where an end of the interval falls on a whole number that has one. Its mean is the coverage without what ties add (randomized
/// PIT, Czado, Gneiting and Held 2009, doi 10.1111/j.1541-0420.2009.01191.x).
/// </param>
/// <param name="Still">Whether all reports of the last two years before the origin were the same: nothing could be missed there.</param>
public readonly record struct ScoredCase(
    int Model,
    int Location,
    int Origin,
    int Horizon,
    OriginHalf Half,
    ForecastScore Score,
    int Rank,
    double NormalScore,
    double Held80 = 0,
    bool Still = false
)
{
    internal static ScoredCase Of(
        int model,
        int location,
        int origin,
        int horizon,
        OriginHalf half,
        QuantileForecast forecast,
        double actual,
        bool still
    )
    {
        var rank = forecast.Values.IndexOfAnyInRange(actual, double.PositiveInfinity);
        return new ScoredCase(
            model,
            location,
            origin,
            horizon,
            half,
            ForecastScore.Of(forecast, actual),
            rank < 0 ? forecast.Values.Length : rank,
            QuantileCurve.ScoreOf(forecast, actual),
            QuantileCurve.Held(forecast, actual, .8),
            still
        );
    }
}
