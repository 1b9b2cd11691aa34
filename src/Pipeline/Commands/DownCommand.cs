using System.CommandLine;
using System.Text.Json;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Commands;

internal static class DownCommand
{
    public static Command Create()
    {
        var state = SharedOptions.State();
        var json = SharedOptions.Json();
        var command = new Command(
            "down",
            """
            Stop the service: requests in flight finish, then the slots and the host end. Data, releases and artifacts stay.

            Examples:
              ./pipeline down
            """
        )
        {
            state,
            json,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                using var installation = new Installation(SharedOptions.Directory(parsed, state), TimeProvider.System);
                var stopped = await Shutdown.RunAsync(installation, cancel);
                if (parsed.GetValue(json))
                {
                    await Console.Out.WriteLineAsync(JsonSerializer.Serialize(stopped, TextJson.Default.IReadOnlyListString));
                }
                else
                {
                    await Console.Out.WriteLineAsync(
                        stopped.Count == 0 ? "Nothing was running." : "Stopped " + string.Join("\nStopped ", stopped)
                    );
                }
                return ExitCode.Done;
            }
        );
        return command;
    }
}
