using System.Text.Json;
using MalariaPredictor.Pipeline.Operations;
using MalariaPredictor.Pipeline.Terminal;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Commands;

/// <summary>The last words of a command that changed what serves.</summary>
internal static class Announcement
{
    public sealed record Facts(string Outcome, string? Before, TimeSpan Took, IReadOnlyList<string> Plan, bool Json);

    public static async Task ShowAsync(IInstallation installation, IAnsiConsole screen, Facts facts, CancellationToken cancel)
    {
        var sight = await installation.LookAsync(cancel);
        var active = sight?.State.ActiveSlot;
        var release = active is null ? null : installation.Releases.Find(active.Release);
        if (facts.Json)
        {
            var result = new ReleaseResult(
                facts.Outcome, active?.Release ?? "none", release?.Commit ?? "none", release?.Artifact ?? "none", facts.Before, active?.Name ?? "none",
                sight?.Url ?? "none", Math.Round(facts.Took.TotalSeconds, 3), facts.Plan);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(result, Wire.Default.ReleaseResult));
            return;
        }
        screen.MarkupLineInterpolated($"[bold]{Words(facts.Outcome)}[/] {(active is null ? "nothing serves" : $"release {active.Release} serves at {sight!.Url}")} [grey]({facts.Took.TotalSeconds:0.00} s)[/]");
    }

    private static string Words(string outcome) => outcome switch
    {
        "already-serving" => "Nothing to do:",
        "held" => "Held: this release was rolled back; ./pipeline deploy brings it back on purpose. Until then",
        "rolled-back" => "Rolled back:",
        _ => "Deployed:",
    };
}
