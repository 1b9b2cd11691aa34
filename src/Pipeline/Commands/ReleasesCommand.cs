using System.CommandLine;
using System.Text.Json;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Terminal;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Commands;

internal static class ReleasesCommand
{
    public static Command Create()
    {
        var state = SharedOptions.State();
        var environment = EnvironmentOption.Create();
        var json = SharedOptions.Json();
        var command = new Command(
            "releases",
            """
            List every release, newest last: which one serves, which are warm, which can be started, which are deleted.

            Examples:
              ./pipeline releases
              ./pipeline releases --json
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
                var releases = await ReleaseEntry.AllAsync(installation, cancel);
                if (parsed.GetValue(json))
                {
                    await Console.Out.WriteLineAsync(JsonSerializer.Serialize(releases, DeploymentJson.Default.ReleaseEntryArray));
                }
                else
                {
                    Show(Screen.Create(json: false), releases);
                }
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static void Show(IAnsiConsole screen, ReleaseEntry[] releases)
    {
        if (releases.Length == 0)
        {
            screen.WriteLine("There is no release yet. ./pipeline up makes the first.");
            return;
        }
        var table = new Table()
            .Border(TableBorder.Minimal)
            .AddColumns("release", "", "commit", "artifact", "schema", "model", "configuration", "tests", "created");
        foreach (var release in releases)
        {
            table.AddRow(
                new[]
                {
                    release.Id,
                    release.State.ToString().ToLowerInvariant(),
                    release.Commit[..Math.Min(12, release.Commit.Length)],
                    release.Artifact[..12],
                    $"{release.Schema.Min}–{release.Schema.Max}",
                    release.Model is { } model ? model[..Math.Min(12, model.Length)] : "",
                    release.ConfigurationHash[..8],
                    release.Tests is { } tests ? $"{tests.Passed} passed, {tests.Failed} failed" : "not tested",
                    release.Created.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss"),
                }
                    .Select(Markup.Escape)
                    .ToArray()
            );
        }
        screen.Write(table);
    }
}
