using System.Globalization;
using MalariaPredictor.Backend.Explanations;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Ablations;

/// <summary>
/// What rain and temperature are worth: the same model back-tested with the weather observed, with the usual one, and with none.
/// </summary>
/// <param name="Model">Which model.</param>
/// <param name="Weather">The weather the data hold.</param>
/// <param name="Locations">How many locations.</param>
/// <param name="Origins">How many past origins.</param>
/// <param name="Rows">Per variant × horizon, then with horizons pooled; scores are relative to the variant without weather.</param>
/// <param name="Newest">Whether the model uses the weather for forecasts from the newest origin, per horizon, and why.</param>
public sealed record Ablation(
    string Model,
    IReadOnlyList<string> Weather,
    int Locations,
    int Origins,
    IReadOnlyList<AblationRow> Rows,
    IReadOnlyList<WeatherUse> Newest
)
{
    public static Ablation Of(Panel panel, CancellationToken cancellationToken)
    {
        var model = new Ensemble();
        var report = RollingOrigin.Evaluate(panel, WeatherVariant.Of(model), cancellationToken: cancellationToken);
        return new Ablation(
            model.Name,
            [.. WeatherVariant.Known.Where(panel.Has)],
            report.Locations,
            report.Origins.Count,
            [.. report.Scores.Where(row => row.Half == OriginHalf.Both).Select(row => new AblationRow(row.Model, row.Horizon, row.Means))],
            [
                .. Ensemble
                    .Fit(panel, Horizons.Scored(panel.First.Type))
                    .Climate.Select(use => new WeatherUse(use.Horizon, ClimateNote.Of(use))),
            ]
        );
    }

    /// <summary>What came out, for people.</summary>
    public string Sentence
    {
        get
        {
            if (Weather.Count == 0)
            {
                return $"The data hold no weather ({string.Join(", ", WeatherVariant.Known)}): there is nothing to compare.";
            }

            return Pooled(WeatherVariant.Observed) is { } observed && Pooled(WeatherVariant.Usual) is { } usual
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"Over all horizons the error (log-WIS) with the weather observed is {observed:0.000} of that with none, with the "
                        + $"usual weather of the season {usual:0.000}."
                )
                : "The history is too short to back-test: nothing can be said.";
        }
    }

    private double? Pooled(string variant) =>
        Rows.FirstOrDefault(row => row.Weather == variant && row.Horizon is null && row.Scores.Cases > 0)?.Scores.RelativeLogWis;
}

/// <summary>The scores of one variant at one horizon, or over all.</summary>
public sealed record AblationRow(string Weather, int? Horizon, MeanScores Scores);

/// <summary>Whether the weather is used at a horizon, and why.</summary>
public sealed record WeatherUse(int Horizon, ClimateNote Use);

/// <summary>
/// A model that is shown other weather than was observed. What it is shown is made of what was known at the origin, at each origin anew: a
/// variant knows nothing that the model itself would not.
/// </summary>
internal sealed class WeatherVariant(string name, IForecastModel model, Func<Panel, IReadOnlyDictionary<string, double[]>> weather)
    : IForecastModel
{
    public const string Observed = "observed";
    public const string Usual = "climatology";
    public const string None = "none";

    /// <summary>The variables that models know as weather.</summary>
    public static readonly string[] Known = [Variables.Rainfall, Variables.MeanTemperature];

    public string Name => name;

    /// <summary>The three of a model; the one without weather, with which the others are compared, comes first.</summary>
    public static IReadOnlyList<IForecastModel> Of(IForecastModel model) =>
        [
            new WeatherVariant(None, model, _ => new Dictionary<string, double[]>(StringComparer.Ordinal)),
            new WeatherVariant(Usual, model, panel => Of(panel, location => variable => Season(panel, location, variable))),
            new WeatherVariant(Observed, model, panel => Of(panel, location => variable => panel.Series(location, variable).ToArray())),
        ];

    public ForecastTable Forecast(Panel history, IReadOnlyList<int> horizons)
    {
        var columns = history
            .Variables.Except(Known, StringComparer.Ordinal)
            .ToDictionary(
                variable => variable,
                variable => Column(history, location => history.Series(location, variable).ToArray()),
                StringComparer.Ordinal
            );
        foreach (var (variable, values) in weather(history))
        {
            columns.Add(variable, values);
        }

        return model.Forecast(Panel.FromColumns(history.Locations, history.First, history.Count, columns), horizons);
    }

    private static Dictionary<string, double[]> Of(Panel panel, Func<int, Func<string, double[]>> series) =>
        Known
            .Where(panel.Has)
            .ToDictionary(variable => variable, variable => Column(panel, location => series(location)(variable)), StringComparer.Ordinal);

    private static double[] Column(Panel panel, Func<int, double[]> series) =>
        [.. Enumerable.Range(0, panel.Locations.Count).SelectMany(series)];

    // Each value is replaced by the mean of its month or week over all years known; a place never measured stays unknown.
    private static double[] Season(Panel panel, int location, string variable)
    {
        var values = panel.Series(location, variable).ToArray();
        int[] seasons = [.. Enumerable.Range(0, values.Length).Select(t => panel.First.Plus(t).Number)];
        var means = values
            .Zip(seasons)
            .Where(known => !double.IsNaN(known.First))
            .GroupBy(known => known.Second)
            .ToDictionary(known => known.Key, known => known.Average(value => value.First));
        return [.. seasons.Select(season => means.GetValueOrDefault(season, double.NaN))];
    }
}
