using System.Globalization;
using MalariaPredictor.Backend.Explanations;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Forecasting.Evaluation;
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
