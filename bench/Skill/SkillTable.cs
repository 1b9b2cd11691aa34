using MalariaPredictor.Forecasting.Evaluation;

namespace MalariaPredictor.Skill;

/// <summary>Prints the scores: per set and horizon, then pooled.</summary>
internal static class SkillTable
{
    public static void Print(SkillScores skill)
    {
        PrintSets(skill);
        PrintPooled(skill);
    }

    private static void PrintSets(SkillScores skill)
    {
        Console.WriteLine(
            "| set | horizon | model | WIS | log-WIS | MAE | cov50 | cov80 | cov95 | WIS / SRP | log-WIS / SRP | early | late | log-WIS / "
                + "best peer |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (set, report) in skill.Reports)
        {
            foreach (int? horizon in report.Horizons.Select(ahead => (int?)ahead).Append(null))
            {
                foreach (var model in report.Models.Select(summary => summary.Model))
                {
                    var means = skill.Means(set, model, horizon);
                    var peer = horizon is null ? $"{means.RelativeLogWis / Peers.Best[set]:0.000}" : "";
                    Console.WriteLine(
                        $"| {set} | {(horizon is null ? "all" : horizon)} | {model} | {means.Wis:#,0.0} | {means.LogWis:0.0000} | "
                            + $"{means.Mae:#,0.0} "
                            + $"| {means.Coverage50:0.000} | {means.Coverage80:0.000} | {means.Coverage95:0.000} | "
                            + $"{means.RelativeWis:0.000} | {means.RelativeLogWis:0.000} "
                            + $"| {skill.Means(set, model, horizon, OriginHalf.Early).RelativeLogWis:0.000} "
                            + $"| {skill.Means(set, model, horizon, OriginHalf.Late).RelativeLogWis:0.000} | {peer} |"
                    );
                }
            }
        }

        Console.WriteLine();
    }

    private static void PrintPooled(SkillScores skill)
    {
        Console.WriteLine(
            "| model | log-WIS / SRP, pooled | early | late | h1 | h2 | h3 | WIS / SRP, pooled | log-WIS / best single peer |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var model in SkillScores.Models.Select(model => model.Name))
        {
            var all = LogWis(model);
            Console.WriteLine(
                $"| {model} | {all:0.000} | {LogWis(model, half: OriginHalf.Early):0.000} | {LogWis(model, half: OriginHalf.Late):0.000} "
                    + $"| {LogWis(model, 1):0.000} | {LogWis(model, 2):0.000} | {LogWis(model, 3):0.000} "
                    + $"| {skill.Pooled(model, means => means.RelativeWis):0.000} | {all / Peers.BestPooled:0.000} |"
            );
        }

        double LogWis(string model, int? horizon = null, OriginHalf half = OriginHalf.Both) =>
            skill.Pooled(model, means => means.RelativeLogWis, horizon, half);
    }
}
