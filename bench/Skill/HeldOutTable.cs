using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Skill;

/// <summary>
/// The models as they are on sets that nobody has tuned on, months or weeks, relative to SRP with all its errors. Horizons are pooled; the
/// sets are pooled by geometric mean.
/// </summary>
internal static class HeldOutTable
{
    public static void Print(IReadOnlyList<(string Name, Panel Panel)> sets)
    {
        var scorable = sets.Where(set => BacktestPlan.For(set.Panel).Late.Count > 0).ToArray();
        foreach (var (name, _) in sets.Except(scorable))
        {
            Console.WriteLine($"{name}: too short to score any forecast.");
        }

        var skill = SkillScores.Of(scorable);
        PrintSets(skill, scorable);
        PrintPooled(skill);
    }

    private static void PrintSets(SkillScores skill, (string Name, Panel Panel)[] sets)
    {
        Console.WriteLine(
            "| set | locations × periods | cases | model | WIS / SRP | log-WIS / SRP | early | late | better in | cov50 | cov80 | early | "
                + "late | cov95 |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (name, panel) in sets)
        {
            foreach (var summary in skill.Reports.Single(report => report.Set == name).Report.Models.Skip(1))
            {
                var (means, early) = (summary.Overall, skill.Means(name, summary.Model, half: OriginHalf.Early));
                var late = skill.Means(name, summary.Model, half: OriginHalf.Late);
                Console.WriteLine(
                    $"| {name} | {panel.Locations.Count} × {panel.Count} | {means.Cases} | {summary.Model} | {means.RelativeWis:0.000} "
                        + $"| {means.RelativeLogWis:0.000} | {early.RelativeLogWis:0.000} | {late.RelativeLogWis:0.000} | "
                        + $"{summary.ShareOfLocationsBetter:P0} "
                        + $"| {means.Coverage50:0.000} | {means.Coverage80:0.000} | {early.Coverage80:0.000} | {late.Coverage80:0.000} | "
                        + $"{means.Coverage95:0.000} |"
                );
            }
        }

        Console.WriteLine();
    }

    private static void PrintPooled(SkillScores skill)
    {
        Console.WriteLine("| model | WIS / SRP, pooled | log-WIS / SRP, pooled | worst set |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var model in SkillScores.Models.Skip(1).Select(model => model.Name))
        {
            Console.WriteLine(
                $"| {model} | {skill.Pooled(model, means => means.RelativeWis):0.000} | "
                    + $"{skill.Pooled(model, means => means.RelativeLogWis):0.000} "
                    + $"| {skill.Reports.Max(report => skill.Means(report.Set, model).RelativeLogWis):0.000} |"
            );
        }
    }
}
