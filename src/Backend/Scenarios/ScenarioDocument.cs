using MalariaPredictor.Backend.Explanations;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Forecasting;
using MalariaPredictor.Forecasting.Models;

namespace MalariaPredictor.Backend.Scenarios;

/// <summary>Forecasts under other weather, beside those in service.</summary>
/// <param name="Algorithm">The champion's.</param>
/// <param name="ModelDigest">The model that made the forecasts in service; the same answers here.</param>
/// <param name="Origin">The last period known.</param>
/// <param name="Simulated">Whether the data are simulated.</param>
/// <param name="Unit">Of all cases here.</param>
/// <param name="Periods">The observed periods whose weather a scenario may change.</param>
/// <param name="PeriodsToCome">The periods after the origin of which weather may be given.</param>
/// <param name="Climate">Per horizon whether the observed weather counts; where it does not, changing it changes nothing.</param>
/// <param name="WeatherToCome">What became of weather after the origin; null where none was given.</param>
/// <param name="Extrapolation">Whether any value lies outside what was observed at its location.</param>
/// <param name="Levels">The 23 probability levels of all quantiles here.</param>
/// <param name="Locations">The answer for each location asked for.</param>
public sealed record ScenarioDocument(
    string Algorithm, string ModelDigest, string Origin, bool Simulated, string Unit, IReadOnlyList<string> Periods,
    IReadOnlyList<string> PeriodsToCome, IReadOnlyList<ScenarioClimate> Climate, WeatherToCome? WeatherToCome, bool Extrapolation, IReadOnlyList<double> Levels, IReadOnlyList<ScenarioLocation> Locations)
{
    internal static ScenarioDocument Of(FittedRun fit, AskedWeather weather, IEnumerable<LocationForecast> asked)
    {
        var (run, answer) = (fit.Run, fit.Under(weather.Panel));
        var beyond = answer.Extrapolations.ToLookup(found => found.Location);
        ScenarioLocation[] locations = [.. asked.Select(location => ScenarioLocation.Of(fit, answer, beyond, location))];
        return new ScenarioDocument(
            run.Model.Algorithm, run.Model.Digest, run.Origin.ToString(), run.Simulated, run.Unit,
            [.. weather.Periods.Observed.Select(period => period.ToString())],
            [.. weather.Periods.ToCome.Select(period => period.ToString())],
            [.. answer.Climate.Select(use => new ScenarioClimate(use.Horizon, ClimateNote.Of(use)))],
            Scenarios.WeatherToCome.Of(weather, answer, run.Origin),
            locations.Any(location => location.Extrapolation), QuantileForecast.Levels.ToArray(), locations);
    }
}

/// <summary>Whether the weather counts at a horizon, and why.</summary>
public sealed record ScenarioClimate(int Horizon, ClimateNote Weather);

/// <summary>One location's answer.</summary>
/// <param name="Location">The location.</param>
/// <param name="Statement">Said in place of forecasts.</param>
/// <param name="Extrapolation">Whether any of its values was never observed there: the answer then is a straight line drawn on.</param>
/// <param name="Extrapolations">Which values.</param>
/// <param name="Forecasts">By horizon.</param>
public sealed record ScenarioLocation(
    string Location, string? Statement, bool Extrapolation, IReadOnlyList<ExtrapolatedValue> Extrapolations, IReadOnlyList<ScenarioHorizon> Forecasts)
{
    internal static ScenarioLocation Of(FittedRun fit, ScenarioForecast answer, ILookup<int, Extrapolation> beyond, LocationForecast location)
    {
        if (fit.Row(location) is not { } row)
        {
            return new ScenarioLocation(location.Location, location.Statement, false, [], []);
        }

        return new ScenarioLocation(
            location.Location, null, beyond.Contains(row), [.. beyond[row].Select(ExtrapolatedValue.Of)],
            [.. location.Horizons.Select(forecast => ScenarioHorizon.Of(forecast, answer.Forecasts[row, fit.Column(forecast.Horizon)] ?? forecast.Quantiles))]);
    }
}

/// <summary>A value outside what was observed at the location; bounds are null where nothing was.</summary>
public sealed record ExtrapolatedValue(string Variable, string Period, double Value, double? Lowest, double? Highest)
{
    public static ExtrapolatedValue Of(Extrapolation found) => new(
        found.Variable, found.Period.ToString(), Math.Round(found.Value, 3), Known(found.Lowest), Known(found.Highest));

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}

/// <summary>One period: the forecast in service, that of the scenario, and the second less the first, per quantile.</summary>
public sealed record ScenarioHorizon(int Horizon, string Period, ScenarioQuantiles Base, ScenarioQuantiles Scenario, ScenarioQuantiles Difference)
{
    public static ScenarioHorizon Of(HorizonForecast forecast, QuantileForecast scenario)
    {
        var (before, after) = (forecast.Quantiles.Values.ToArray(), scenario.Values.ToArray());
        return new ScenarioHorizon(
            forecast.Horizon, forecast.Period.ToString(), ScenarioQuantiles.Of(before), ScenarioQuantiles.Of(after),
            ScenarioQuantiles.Of([.. after.Zip(before, (then, now) => then - now)]));
    }
}

/// <summary>Cases at the median and at each level.</summary>
public sealed record ScenarioQuantiles(double Median, IReadOnlyList<double> Values)
{
    public static ScenarioQuantiles Of(double[] values) =>
        new(ForecastDocument.Rounded(values[values.Length / 2]), [.. values.Select(ForecastDocument.Rounded)]);
}
