using System.CommandLine;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Commands;

internal static class RollbackCommand
{
    public static Command Create()
    {
        var state = SharedOptions.State();
        var json = SharedOptions.Json();
        var to = new Option<string?>("--to")
        {
            Description = "The release to go to (default: the one that served before).",
            HelpName = "RELEASE",
        };
        var reason = SharedOptions.Reason();
        var command = new Command(
            "rollback",
            """
            Return the traffic to the release that served before: at once while it still runs, otherwise after it is started again.
            It works without a failure too. Two rollbacks in a row go back two releases, never forward.

            Examples:
              ./pipeline rollback
              ./pipeline rollback --to 00003-1a2b3c4d
            """
        )
        {
            state,
            json,
            to,
            reason,
        };
        var options = new ReleaseOptions();
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var time = TimeProvider.System;
                var began = time.GetTimestamp();
                var screen = Screen.Create(parsed.GetValue(json));
                var policy = options.Read(parsed);
                using var installation = await EnvironmentOption.OpenAsync(parsed, options.Environment, state, cancel);
                return await Announcement.OrFailureAsync(
                    installation,
                    screen,
                    parsed.GetValue(json),
                    async () =>
                    {
                        await using var session = await ReleaseSession.OpenAsync(
                            installation,
                            "rollback",
                            new StepLines(screen, time),
                            policy,
                            cancel
                        );
                        var operation = await new Rollback(installation, session, policy).RunAsync(
                            parsed.GetValue(to),
                            parsed.GetValue(reason)
                        );
                        var facts = new Announcement.Facts(
                            "rolled-back",
                            operation.From,
                            time.GetElapsedTime(began),
                            operation.Steps,
                            parsed.GetValue(json),
                            operation.Id
                        );
                        await Announcement.ShowAsync(installation, screen, facts, cancel);
                        return ExitCode.Done;
                    }
                );
            }
        );
        return command;
    }
}
