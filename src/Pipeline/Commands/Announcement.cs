using System.Text.Json;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Terminal;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Commands;

/// <summary>The last words of a command that changed what serves.</summary>
internal static class Announcement
{
    public sealed record Facts(
        string Outcome,
        string? Before,
        TimeSpan Took,
        IReadOnlyList<string> Plan,
        bool Json,
        string? Operation = null,
        string? Failure = null
    );

    public static async Task ShowAsync(IInstallation installation, IAnsiConsole screen, Facts facts, CancellationToken cancellationToken)
    {
        var observed = await installation.ObserveAsync(cancellationToken);
        var active = observed?.State.ActiveSlot;
        var release = active is null ? null : installation.Releases.Find(active.Release);
        if (facts.Json)
        {
            var verdicts = facts.Operation is { } operation
                ? (await installation.Journal.ReadAsync(cancellationToken)).Verdicts(operation)
                : [];
            var result = new ReleaseResult(
                facts.Outcome,
                active?.Release ?? "none",
                release?.Commit ?? "none",
                release?.Artifact ?? "none",
                facts.Before,
                active?.Name ?? "none",
                observed?.Url ?? "none",
                Math.Round(facts.Took.TotalSeconds, 3),
                facts.Plan,
                verdicts,
                facts.Failure
            );
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(result, DeploymentJson.Default.ReleaseResult));
            return;
        }
        var serves = active is null ? "nothing serves" : $"release {active.Release} serves at {observed!.Url}";
        screen.MarkupLineInterpolated($"[bold]{Words(facts.Outcome)}[/] {serves} [grey]({facts.Took.TotalSeconds:0.00} s)[/]");
    }

    /// <summary>
    /// Runs a command that shows its result itself. When it fails, a machine gets a document all the same, with what the gates said.
    /// </summary>
    public static async Task<int> OrFailureAsync(IInstallation installation, IAnsiConsole screen, bool json, Func<Task<int>> command)
    {
        var (since, began) = (installation.Time.GetUtcNow(), installation.Time.GetTimestamp());
        try
        {
            return await command();
        }
        catch (Exception failure) when (json && failure is UserFacingException or OperationCanceledException)
        {
            var history = await installation.Journal.ReadAsync(CancellationToken.None);
            var begun = history.Records.LastOrDefault(record => record.Plan is not null && record.At >= since)?.Plan;
            var reason = failure is UserFacingException ? failure.Message : "interrupted";
            await ShowAsync(
                installation,
                screen,
                new Facts(
                    "failed",
                    begun?.From,
                    installation.Time.GetElapsedTime(began),
                    begun?.Steps ?? [],
                    Json: true,
                    begun?.Id,
                    reason
                ),
                CancellationToken.None
            );
            throw;
        }
    }

    private static string Words(string outcome) =>
        outcome switch
        {
            "already-serving" => "Nothing to do:",
            "held" => "Held: this release was rolled back; use ./pipeline deploy to release it again. Until then",
            "rolled-back" => "Rolled back:",
            _ => "Deployed:",
        };
}
