using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Skill;

/// <summary>
/// The ensemble on one half of the <see cref="Collection"/>, relative to SRP with all its errors. Coverage of the central 80 % is without
/// what ties add, and without places that stood still.
/// </summary>
internal static class CollectionTable
{
    public static void Print(IReadOnlyList<(string Name, Panel Panel)> sets)
    {
        Console.WriteLine("| set | places × periods | WIS / SRP | log-WIS / SRP | early | late | held80 | of places that move |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        var (wis, logWis) = (0.0, 0.0);
        foreach (var (name, panel) in sets)
        {
            var report = RollingOrigin.Evaluate(panel, [SkillScores.Models[0], new Ensemble()]);
            var model = report.Models[1];
            var (all, moving) = (model.Overall, model.Moving!);
            wis += Math.Log(all.RelativeWis ?? 1) / sets.Count;
            logWis += Math.Log(all.RelativeLogWis ?? 1) / sets.Count;
            Console.WriteLine(
                $"| {name} | {panel.Locations.Count} × {panel.Count} | {all.RelativeWis:0.000} | {all.RelativeLogWis:0.000} "
                    + $"| {Half(OriginHalf.Early):0.000} | {Half(OriginHalf.Late):0.000} | {all.Held80:0.000} | {moving.Held80:0.000} |"
            );

            double? Half(OriginHalf half) =>
                report
                    .Scores.SingleOrDefault(row => row.Model == model.Model && row.Horizon is null && row.Half == half)
                    ?.Means.RelativeLogWis;
        }

        Console.WriteLine($"\nPooled: WIS {Math.Exp(wis):0.0000}, log-WIS {Math.Exp(logWis):0.0000} of SRP on {sets.Count} panels.");
    }
}
