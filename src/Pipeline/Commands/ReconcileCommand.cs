using System.CommandLine;
using System.Text.Json;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Commands;

/// <summary>What <c>resume</c> and <c>abort</c> have in common.</summary>
internal static class ReconcileCommand
{
    public static Command Create(string name, string description)
    {
        var state = SharedOptions.State();
        var json = SharedOptions.Json();
        var options = new ReleaseOptions();
        var command = new Command(name, description) { state, json };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancel) =>
            {
                using var installation = await EnvironmentOption.OpenAsync(parsed, options.Environment, state, cancel);
                var lines = new StepLines(Screen.Create(parsed.GetValue(json)), installation.Time);
                var result = await Reconciliation.RunAsync(installation, name, lines, options.Read(parsed), cancel);
                await Console.Out.WriteLineAsync(
                    parsed.GetValue(json) ? JsonSerializer.Serialize(result, DeploymentJson.Default.Reconciliation) : result.ToString()
                );
                return ExitCode.Done;
            }
        );
        return command;
    }
}

internal static class ResumeCommand
{
    public static Command Create() =>
        ReconcileCommand.Create(
            "resume",
            """
            Recover after a killed command: finish an operation that was committed, undo one that was not. Every other command
            that changes something does this first; this one does only this. A host that was killed is started again.

            Examples:
              ./pipeline resume
            """
        );
}

internal static class AbortCommand
{
    public static Command Create() =>
        ReconcileCommand.Create(
            "abort",
            """
            Undo what a killed command left unfinished, so that the release before serves. Refused once it is past its commit: then only a
            rollback goes back.

            Examples:
              ./pipeline abort
            """
        );
}
