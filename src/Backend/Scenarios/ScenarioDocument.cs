using System.Text.Json.Serialization;
using MalariaPredictor.Backend.Explanations;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Forecasting;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Species;

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
    string Algorithm,
    string ModelDigest,
    string Origin,
    bool Simulated,
    string Unit,
    IReadOnlyList<string> Periods,
    IReadOnlyList<string> PeriodsToCome,
    IReadOnlyList<ScenarioClimate> Climate,
    WeatherToCome? WeatherToCome,
    bool Extrapolation,
    IReadOnlyList<double> Levels,
    IReadOnlyList<ScenarioLocation> Locations
)
{
    internal static ScenarioDocument Of(FittedRun fit, AskedWeather weather, IEnumerable<LocationForecast> asked)
    {
        var (run, answer) = (fit.Run, fit.Under(weather.Panel));
        LocationForecast[] all = [.. asked];
        var (parts, beyond) = (ScenarioPart.Of(answer, all), answer.Extrapolations.ToLookup(found => found.Location));
        ScenarioLocation[] locations = [.. all.Select(location => ScenarioLocation.Of(fit, answer, beyond, location))];
        return new ScenarioDocument(
            run.Model.Algorithm,
            run.Model.Digest,
            run.Origin.ToString(),
            run.Simulated,
            run.Unit,
            [.. weather.Periods.Observed.Select(period => period.ToString())],
            [.. weather.Periods.ToCome.Select(period => period.ToString())],
            [
                .. parts.SelectMany(part =>
                    part.Answer.Climate.Select(use => new ScenarioClimate(use.Horizon, ClimateNote.Of(use), part.Species))
                ),
            ],
            Scenarios.WeatherToCome.Of(weather, parts, run.Origin),
            locations.Any(location => location.Extrapolation),
            QuantileForecast.Levels.ToArray(),
            locations
        );
    }
}

/// <summary>Whether the weather counts at a horizon, and why.</summary>
/// <param name="Horizon">Periods ahead.</param>
/// <param name="Weather">Whether and why.</param>
/// <param name="Species">Of which species' forecasts this is said, such as <c>cases_pf</c>; absent of those of all cases.</param>
public sealed record ScenarioClimate(
    int Horizon,
    ClimateNote Weather,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Species
);

/// <summary>One location's answer.</summary>
/// <param name="Location">The location.</param>
/// <param name="Statement">Said in place of forecasts.</param>
/// <param name="Extrapolation">Whether any of its values was never observed there: the answer then is a straight line drawn on.</param>
/// <param name="Extrapolations">Which values.</param>
/// <param name="Forecasts">By horizon.</param>
/// <param name="Species">Where the forecasts are sums of species, those of each; else empty.</param>
public sealed record ScenarioLocation(
    string Location,
    string? Statement,
    bool Extrapolation,
    IReadOnlyList<ExtrapolatedValue> Extrapolations,
    IReadOnlyList<ScenarioHorizon> Forecasts,
    IReadOnlyList<ScenarioSpecies> Species
)
{
    internal static ScenarioLocation Of(
        FittedRun fit,
        SpeciesScenario answer,
        ILookup<int, Extrapolation> beyond,
        LocationForecast location
    )
    {
        if (fit.Row(location) is not { } row)
        {
            return new ScenarioLocation(location.Location, location.Statement, false, [], [], []);
        }

        return new ScenarioLocation(
            location.Location,
            null,
            beyond.Contains(row),
            [.. beyond[row].Select(ExtrapolatedValue.Of)],
            Horizons(location.Horizons, answer.Forecasts),
            [
                .. location.Species.Select(species => new ScenarioSpecies(
                    species.Variable,
                    species.Name,
                    Horizons(species.Horizons, answer.Forecasts.Species[species.Index])
                )),
            ]
        );

        IReadOnlyList<ScenarioHorizon> Horizons(IReadOnlyList<HorizonForecast> served, ForecastTable scenario) =>
            [.. served.Select(forecast => ScenarioHorizon.Of(forecast, scenario[row, fit.Column(forecast.Horizon)] ?? forecast.Quantiles))];
    }
}

/// <summary>
/// One species of a location's answer. Draws of the species add up to those of the total; their quantiles and differences need not.
/// </summary>
public sealed record ScenarioSpecies(string Variable, string Name, IReadOnlyList<ScenarioHorizon> Forecasts);

/// <summary>A value outside what was observed at the location; bounds are null where nothing was.</summary>
public sealed record ExtrapolatedValue(string Variable, string Period, double Value, double? Lowest, double? Highest)
{
    public static ExtrapolatedValue Of(Extrapolation found) =>
        new(found.Variable, found.Period.ToString(), Math.Round(found.Value, 3), Known(found.Lowest), Known(found.Highest));

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}

/// <summary>One period: the forecast in service, that of the scenario, and the second less the first, per quantile.</summary>
public sealed record ScenarioHorizon(
    int Horizon,
    string Period,
    ScenarioQuantiles Base,
    ScenarioQuantiles Scenario,
    ScenarioQuantiles Difference
)
{
    public static ScenarioHorizon Of(HorizonForecast forecast, QuantileForecast scenario)
    {
        var (before, after) = (forecast.Quantiles.Values.ToArray(), scenario.Values.ToArray());
        return new ScenarioHorizon(
            forecast.Horizon,
            forecast.Period.ToString(),
            ScenarioQuantiles.Of(before),
            ScenarioQuantiles.Of(after),
            ScenarioQuantiles.Of([.. after.Zip(before, (then, now) => then - now)])
        );
    }
}

/// <summary>Cases at the median and at each level.</summary>
public sealed record ScenarioQuantiles(double Median, IReadOnlyList<double> Values)
{
    public static ScenarioQuantiles Of(double[] values) =>
        new(ForecastDocument.Rounded(values[values.Length / 2]), [.. values.Select(ForecastDocument.Rounded)]);
}

/// <summary>What one fit says of a scenario: of the cases of a species, or (null) of all cases.</summary>
internal sealed record ScenarioPart(string? Species, ScenarioForecast Answer)
{
    /// <summary>Of all cases, and of the species where any of the locations has them.</summary>
    public static IReadOnlyList<ScenarioPart> Of(SpeciesScenario answer, IReadOnlyList<LocationForecast> asked) =>
        [
            new ScenarioPart(null, answer.Whole),
            .. answer
                .Species.Zip(Variables.Species, (species, name) => new ScenarioPart(name, species))
                .Where(_ => asked.Any(location => location.Species.Count > 0)),
        ];
}
