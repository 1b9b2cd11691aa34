using System.CommandLine;
using System.Text.Json;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Commands;

internal static class VerifyCommand
{
    public static Command Create()
    {
        var state = SharedOptions.State();
        var environment = EnvironmentOption.Create();
        var json = SharedOptions.Json();
        var release = new Argument<string>("RELEASE") { Description = "The release to verify." };
        var command = new Command(
            "verify",
            """
            Hash a release's record, configuration, artifact, SBOM and model again, and
            say whether each is what was released. Exit code 1 if not.

            Examples:
              ./pipeline verify 00003-1a2b3c4d
            """
        )
        {
            release,
            state,
            environment,
            json,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                using var installation = await EnvironmentOption.OpenAsync(parsed, environment, state, cancel);
                var found = await Verification.RunAsync(installation, parsed.GetRequiredValue(release), cancel);
                await Console.Out.WriteLineAsync(
                    parsed.GetValue(json)
                        ? JsonSerializer.Serialize(found, DeploymentJson.Default.Verification)
                        : string.Join('\n', found.Parts.Select(part => $"{(part.Whole ? "whole  " : "CHANGED")}  {part.Name} {part.Found}"))
                );
                return found.Whole ? ExitCode.Done : ExitCode.Failed;
            }
        );
        return command;
    }
}
