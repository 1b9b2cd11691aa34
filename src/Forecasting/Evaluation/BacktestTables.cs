using System.Runtime.InteropServices;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Scoring;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>Tabulates scored cases; the first model is the yardstick.</summary>
internal static class BacktestTables
{
    /// <summary>Sorts the row of all horizons after the rows of each.</summary>
    private const int Pooled = int.MaxValue;

    public static BacktestReport Of(Panel panel, BacktestPlan plan, IReadOnlyList<IForecastModel> models, IReadOnlyList<ScoredCase> cases)
    {
        var yardstick = cases.Where(found => found.Model == 0).ToDictionary(Place, found => found.Score);
        var byHorizon = new Dictionary<(int Model, OriginHalf Half, int Horizon), ScoreSums>();
        var byLocation = new Dictionary<(int Model, int Location), ScoreSums>();
        ScoreSums[] moving = [.. models.Select(_ => new ScoreSums())];
        foreach (var found in cases)
        {
            ForecastScore? other = yardstick.TryGetValue(Place(found), out var score) ? score : null;
            foreach (var half in new[] { OriginHalf.Both, found.Half })
            {
                Sums(byHorizon, (found.Model, half, Pooled)).Add(found, other);
                Sums(byHorizon, (found.Model, half, found.Horizon)).Add(found, other);
            }

            Sums(byLocation, (found.Model, found.Location)).Add(found, other);
            if (!found.Still)
            {
                moving[found.Model].Add(found, other);
            }
        }

        LocationScores[] locations =
        [
            .. byLocation
                .OrderBy(entry => entry.Key)
                .Select(entry => new LocationScores(
                    models[entry.Key.Model].Name,
                    panel.Locations[entry.Key.Location],
                    entry.Value.ToMeans()
                )),
        ];
        return new BacktestReport(
            [
                .. plan.Early.Select(origin => new ScoredOrigin($"{origin}", OriginHalf.Early)),
                .. plan.Late.Select(origin => new ScoredOrigin($"{origin}", OriginHalf.Late)),
            ],
            plan.Horizons,
            panel.Locations.Count,
            models[0].Name,
            [
                .. byHorizon
                    .OrderBy(entry => entry.Key)
                    .Select(entry => new HorizonScores(
                        models[entry.Key.Model].Name,
                        entry.Key.Horizon == Pooled ? null : entry.Key.Horizon,
                        entry.Key.Half,
                        entry.Value.ToMeans()
                    )),
            ],
            locations,
            [
                .. models.Select(
                    (model, index) =>
                        Summary(model, index, Sums(byHorizon, (index, OriginHalf.Both, Pooled)), locations, yardstick.Count) with
                        {
                            Moving = moving[index].ToMeans(),
                        }
                ),
            ],
            Reliability.Of([.. models.Select(model => model.Name)], cases),
            [
                .. models.Select(
                    (model, index) => new ModelDependence(model.Name, ErrorDependence.Estimate(cases.Where(found => found.Model == index)))
                ),
            ]
        );
    }

    private static (int Location, int Origin, int Horizon) Place(ScoredCase found) => (found.Location, found.Origin, found.Horizon);

    private static ScoreSums Sums<TKey>(Dictionary<TKey, ScoreSums> table, TKey key)
        where TKey : notnull
    {
        ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(table, key, out _);
        return sums ??= new ScoreSums();
    }

    private static ModelSummary Summary(IForecastModel model, int index, ScoreSums overall, LocationScores[] locations, int yardstickCases)
    {
        double[] ratios =
        [
            .. locations
                .Where(row => row.Model == model.Name && row.Means.RelativeLogWis is not null)
                .Select(row => row.Means.RelativeLogWis!.Value),
        ];
        return new ModelSummary(
            model.Name,
            overall.ToMeans(),
            index == 0 || ratios.Length == 0 ? null : (double)ratios.Count(ratio => ratio < 1) / ratios.Length,
            yardstickCases == 0 ? 0 : (double)overall.Paired / yardstickCases
        );
    }
}
