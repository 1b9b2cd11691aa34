using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Species;

namespace MalariaPredictor.Backend.Models;

/// <summary>How a chosen model did on what its forecasts are added up to, and on what they are added up from.</summary>
internal static class PartScores
{
    /// <summary>The scores with those of each level of the hierarchy and of each species, where there are any.</summary>
    public static ModelScores Add(Panel panel, ModelScores scores, Hierarchy hierarchy, CancellationToken cancellationToken) =>
        scores.Backtest.Origins.Count == 0
            ? scores
            : scores with
            {
                Totals = hierarchy.Groups.Count == 0 ? null : Levels(panel, scores, hierarchy, cancellationToken),
                Species = BySpecies.Locations(panel) is { Count: > 0 } told
                    ? [.. Variables.Species.Select(variable => Species(panel, scores, variable, told, cancellationToken))]
                    : null,
                Further = Further(panel, scores),
            };

    /// <summary>Asks a fit at the newest origin, which has replayed all origins before it.</summary>
    private static FurtherSkill[]? Further(Panel panel, ModelScores scores)
    {
        string[] further = [Variables.RelativeHumidity, Variables.Ndvi, Variables.LandSurfaceTemperature];
        if (!further.Any(panel.Has) || !Training.UsesWeather(scores.Champion))
        {
            return null;
        }

        int[] horizons = [.. scores.Backtest.Scores.Select(row => row.Horizon).OfType<int>().Distinct().Order()];
        FurtherSkill[] used =
        [
            .. Ensemble
                .Fit(panel, horizons)
                .Climate.Where(use => use.Further is not null)
                .Select(use => new FurtherSkill(
                    use.Horizon,
                    use.Further!.Variables,
                    use.Further.IsUsed,
                    Math.Round(use.Further.RelativeError, 4)
                )),
        ];
        return used.Length > 0 ? used : null;
    }

    private static IReadOnlyList<LevelSkill> Levels(
        Panel panel,
        ModelScores scores,
        Hierarchy hierarchy,
        CancellationToken cancellationToken
    )
    {
        var own = TotalEvaluation.Of(panel, scores, hierarchy, cancellationToken);
        var yardstick = scores.IsYardstick
            ? own
            : TotalEvaluation.Of(panel, scores, scores.Backtest.Yardstick, hierarchy, cancellationToken);
        return
        [
            .. own.Zip(
                yardstick,
                (level, other) =>
                    new LevelSkill(
                        level.Level,
                        level.Groups,
                        level.Scores,
                        Ratio(level.Scores.Wis, other.Scores.Wis),
                        Ratio(level.Scores.LogWis, other.Scores.LogWis)
                    )
            ),
        ];
    }

    private static SpeciesSkill Species(
        Panel panel,
        ModelScores scores,
        string variable,
        IReadOnlyList<int> told,
        CancellationToken cancellationToken
    )
    {
        var (model, yardstick) = (Training.Plain(scores.Champion), Training.Plain(scores.Backtest.Yardstick));
        var report = RollingOrigin.Evaluate(
            panel.WithCases(variable),
            scores.IsYardstick ? [yardstick] : [yardstick, model],
            cancellationToken: cancellationToken
        );
        var names = told.Select(row => panel.Locations[row]).ToHashSet(StringComparer.Ordinal);
        ILookup<string, MeanScores> scored = report
            .ByLocation.Where(row => names.Contains(row.Location))
            .ToLookup(row => row.Model, row => row.Means, StringComparer.Ordinal);
        return new SpeciesSkill(variable, told.Count, Pool([.. scored[model.Name]], [.. scored[yardstick.Name]]));
    }

    private static MeanScores Pool(MeanScores[] own, MeanScores[] yardstick)
    {
        var (cases, others) = (own.Sum(place => place.Cases), yardstick.Sum(place => place.Cases));
        return new MeanScores(
            cases,
            Mean(own, place => place.Wis),
            Mean(own, place => place.LogWis),
            Mean(own, place => place.Mae),
            Mean(own, place => place.Coverage50),
            Mean(own, place => place.Coverage80),
            Mean(own, place => place.Coverage95),
            // Where one of the two has no forecast of a case the other has, there is nothing to compare.
            cases == others
                ? Ratio(Mean(own, place => place.Wis), Mean(yardstick, place => place.Wis))
                : null,
            cases == others ? Ratio(Mean(own, place => place.LogWis), Mean(yardstick, place => place.LogWis)) : null
        );

        static double Mean(MeanScores[] places, Func<MeanScores, double> value) =>
            places.Sum(place => place.Cases * value(place)) / Math.Max(1, places.Sum(place => place.Cases));
    }

    private static double? Ratio(double own, double yardstick) => yardstick > 0 ? own / yardstick : null;
}
