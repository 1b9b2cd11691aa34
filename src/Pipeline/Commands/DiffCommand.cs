using System.CommandLine;
using System.Text.Json;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Commands;

internal static class DiffCommand
{
    public static Command Create()
    {
        var state = SharedOptions.State();
        var environment = EnvironmentOption.Create();
        var json = SharedOptions.Json();
        var a = new Argument<string>("A") { Description = "A release." };
        var b = new Argument<string>("B") { Description = "Another." };
        var command = new Command(
            "diff",
            """
            Show what differs between two releases: commit, artifact, SBOM, schema range, tests, each setting, model.

            Examples:
              ./pipeline diff 00003-1a2b3c4d 00004-5e6f7a8b
            """
        )
        {
            a,
            b,
            state,
            environment,
            json,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                using var installation = await EnvironmentOption.OpenAsync(parsed, environment, state, cancel);
                var diff = ReleaseDiff.Of(
                    installation.Releases.Get(parsed.GetRequiredValue(a)),
                    installation.Releases.Get(parsed.GetRequiredValue(b)),
                    await installation.Journal.ReadAsync(cancel)
                );
                await Console.Out.WriteLineAsync(
                    parsed.GetValue(json) ? JsonSerializer.Serialize(diff, DeploymentJson.Default.ReleaseDiff) : Words(diff)
                );
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static string Words(ReleaseDiff diff) =>
        diff.Changes.Count == 0
            ? $"{diff.A} and {diff.B} run alike: same commit, artifact, schema range, configuration and model."
            : string.Join(
                '\n',
                diff.Changes.Select(change => $"{change.What}\n  - {change.A ?? "(not set)"}\n  + {change.B ?? "(not set)"}")
            );
}
