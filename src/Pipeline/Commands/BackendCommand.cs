using System.CommandLine;
using System.Diagnostics;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Process.Slots;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Commands;

/// <summary>The backend's own commands, with the program and the database that serve: nobody has to look for either.</summary>
internal static class BackendCommand
{
    public static Command Create()
    {
        var state = SharedOptions.State();
        var command = new Command(
            "backend",
            """
            Run a command of the backend: the program of the release that serves (or served last) on its database.
            The exit code is the program's.

            Examples:
              ./pipeline backend -- --help
              ./pipeline backend import new-cases.csv
              ./pipeline backend models --json
            """
        )
        {
            state,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(
            async (parsed, cancel) =>
            {
                using var installation = new Installation(SharedOptions.Directory(parsed, state), TimeProvider.System);
                return await RunAsync(installation, parsed.UnmatchedTokens, cancel);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(Installation installation, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var serving = (await installation.Host.StatusAsync(cancellationToken))?.ActiveSlot?.Release;
        var release =
            ServedDatabase.ReleaseOf(installation, serving, await installation.Journal.ReadAsync(cancellationToken))
            ?? throw new UserFacingException($"no release has served from {installation.State.Root} yet", "Run ./pipeline up first.");
        if (!installation.Artifacts.Has(release.Artifact))
        {
            throw new UserFacingException($"the artifact of release {release.Id} is gone", "Release anew: ./pipeline up");
        }
        var command = SlotProcess.Command(installation.Artifacts.PathOf(release.Artifact));
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), .. arguments]) { UseShellExecute = false };
        var settings = new KeptSettings(installation.State).Read();
        foreach (var (name, value) in settings.Concat(Configuration.ForProcess(release.Configuration)))
        {
            start.Environment[name] = value;
        }
        using var process =
            Process.Start(start) ?? throw new UserFacingException($"{command[0]} could not be started", "Release anew: ./pipeline up");
        await process.WaitForExitAsync(CancellationToken.None); // A Ctrl-C reaches the program itself, which ends in its own way.
        return process.ExitCode;
    }
}
