using MalariaPredictor.Forecasting.Models.AnomalyRidges;
using MalariaPredictor.Forecasting.Models.FutureWeathers;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Ensembles;

/// <summary>Forecasts under other weather than was observed, or than is expected.</summary>
/// <param name="Forecasts">To compare with <see cref="EnsembleFit.Forecasts"/>.</param>
/// <param name="Climate">Whether the weather before the origin is used at each horizon; where it is not, other weather then changes
/// nothing.</param>
/// <param name="Future">Whether weather after the origin counts at each horizon; empty where none was given.</param>
/// <param name="Extrapolations">Values the model has never seen at that location: there its answer is a straight line drawn on.</param>
public sealed record ScenarioForecast(
    ForecastTable Forecasts,
    IReadOnlyList<ClimateUse> Climate,
    IReadOnlyList<FutureUse> Future,
    IReadOnlyList<Extrapolation> Extrapolations
);

/// <summary>A value of a scenario outside what was observed at the location.</summary>
/// <param name="Location">Index of the location.</param>
/// <param name="Variable">Which covariate.</param>
/// <param name="Period">When.</param>
/// <param name="Value">The scenario's value.</param>
/// <param name="Lowest">The lowest observed there; NaN where nothing was.</param>
/// <param name="Highest">The highest observed there; NaN where nothing was.</param>
public sealed record Extrapolation(int Location, string Variable, Period Period, double Value, double Lowest, double Highest)
{
    /// <summary>All values that differ from the observed and lie outside its range.</summary>
    internal static IReadOnlyList<Extrapolation> Find(Panel observed, Panel other)
    {
        var found = new List<Extrapolation>();
        foreach (var variable in WeatherValues.Variables.Where(other.Has))
        {
            for (var i = 0; i < observed.Locations.Count; i++)
            {
                var known = observed.Series(i, variable);
                var given = other.Series(i, variable);
                var (lowest, highest) = Bounds(known);
                for (var t = 0; t < given.Length; t++)
                {
                    // Written so that NaN bounds hold nothing.
                    if (
                        !double.IsNaN(given[t])
                        && !(t < known.Length && given[t].Equals(known[t]))
                        && !(given[t] >= lowest && given[t] <= highest)
                    )
                    {
                        found.Add(new Extrapolation(i, variable, observed.First.Plus(t), given[t], lowest, highest));
                    }
                }
            }
        }

        return found;
    }

    private static (double Lowest, double Highest) Bounds(ReadOnlySpan<double> values)
    {
        var (lowest, highest) = (double.NaN, double.NaN);
        foreach (var value in values)
        {
            (lowest, highest) = double.IsNaN(value)
                ? (lowest, highest)
                : (double.IsNaN(lowest) ? value : Math.Min(lowest, value), double.IsNaN(highest) ? value : Math.Max(highest, value));
        }

        return (lowest, highest);
    }
}
