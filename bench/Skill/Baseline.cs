using System.Runtime.CompilerServices;
using System.Text.Json;

namespace MalariaPredictor.Skill;

/// <summary>The committed scores: a change of the models that worsens the pooled log-WIS by more than 2 % fails.</summary>
internal static class Baseline
{
    private const double Tolerance = 1.02;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static int UpdateOrCompare(SkillScores skill, bool update)
    {
        var found = Scores(skill);
        if (update)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(FilePath())!);
            File.WriteAllText(FilePath(), JsonSerializer.Serialize(found, Indented) + "\n");
            Console.WriteLine("\nThe baseline is replaced; commit bench/baselines/skill.json with the reason.");
            return 0;
        }

        var committed = JsonSerializer.Deserialize<SortedDictionary<string, SortedDictionary<string, double>>>(
            File.ReadAllText(FilePath())
        )!;
        var (before, now) = (committed["pooled"]["ensemble"], found["pooled"]["ensemble"]);
        var worse = now > before * Tolerance;
        Console.WriteLine(
            $"\nPooled log-WIS of the ensemble relative to SRP: {now:0.0000}, committed {before:0.0000}: "
                + $"{(worse ? "worse by more than 2 %" : "held")}."
        );
        return worse ? 1 : 0;
    }

    /// <summary>log-WIS relative to SRP: per set and pooled, per model.</summary>
    private static SortedDictionary<string, SortedDictionary<string, double>> Scores(SkillScores skill)
    {
        var scores = new SortedDictionary<string, SortedDictionary<string, double>>(StringComparer.Ordinal) { ["pooled"] = [] };
        foreach (var (set, report) in skill.Reports)
        {
            scores[set] = new(
                report.Models.ToDictionary(model => model.Model, model => Math.Round(model.Overall.RelativeLogWis ?? 1, 4)),
                StringComparer.Ordinal
            );
        }

        foreach (var model in SkillScores.Models)
        {
            scores["pooled"][model.Name] = Math.Round(skill.Pooled(model.Name, means => means.RelativeLogWis), 4);
        }

        return scores;
    }

    private static string FilePath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "baselines", "skill.json");
}
