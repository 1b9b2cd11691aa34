using System.CommandLine;
using System.Text.Json;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Commands;

internal static class HistoryCommand
{
    public static Command Create()
    {
        var state = SharedOptions.State();
        var environment = EnvironmentOption.Create();
        var json = new Option<bool>("--json") { Description = "Print JSON lines: one document per operation, for an archive." };
        var command = new Command(
            "history",
            """
            Show the audit log: every deployment and rollback, oldest first, with user, time, reason, plan, and result.

            Examples:
              ./pipeline history
              ./pipeline history --json >> audit.jsonl
            """
        )
        {
            state,
            environment,
            json,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                using var installation = await EnvironmentOption.OpenAsync(parsed, environment, state, cancel);
                foreach (var entry in HistoryEntry.Of(await installation.Journal.ReadAsync(cancel)))
                {
                    await Console.Out.WriteLineAsync(
                        parsed.GetValue(json) ? JsonSerializer.Serialize(entry, DeploymentJson.Default.HistoryEntry) : Words(entry)
                    );
                }
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static string Words(HistoryEntry entry)
    {
        var took = entry.Ended is { } ended ? $" after {(ended - entry.Began).TotalSeconds:0.0} s" : "";
        var line =
            $"{entry.Began.ToLocalTime():yyyy-MM-dd HH:mm:ss}  {entry.Who}  {entry.What} {entry.From ?? "(nothing)"} → {entry.To}: "
            + $"{entry.Outcome}{took}";
        return string.Join(
            "\n    ",
            (
                (string?[])
                    [
                        line,
                        entry.Why is { } why ? $"why: {why}" : null,
                        entry.Plan is { } plan ? $"plan: {plan[..12]}" : null,
                        entry.Failure?.Split('\n')[0],
                    ]
            ).OfType<string>()
        );
    }
}
