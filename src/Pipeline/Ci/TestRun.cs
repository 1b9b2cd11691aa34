using System.Diagnostics;
using System.Globalization;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Ci;

/// <summary>
/// The inner loop: builds the test projects that are concerned, without analyzers, and runs only the tests that are concerned. It builds
/// into a folder of its own, so that a build without analyzers never passes for one with them.
/// </summary>
internal sealed class TestRun(string root, string? filter, TextWriter output)
{
    private const string Main = "origin/main";

    /// <returns>0 when all passed, else 1.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var selections = filter is null
            ? TestSelection.Affected(root, await ChangedAsync(cancellationToken))
            : TestSelection.Named(root, filter);
        if (selections.Count == 0)
        {
            throw new UserFacingException(
                filter is null ? $"no test seems to be affected by what differs from {Main}" : $"no test is like '{filter}'",
                $"Name a project ({string.Join(", ", TestSelection.Projects(root))}), a test class or a part of a test's name; or run "
                    + "./pipeline ci."
            );
        }

        var passed = true;
        foreach (var selection in selections)
        {
            await output.WriteLineAsync($"{selection.Project}: {Shown(selection)}");
            passed &= await BuildAsync(selection.Project, cancellationToken) && await TestAsync(selection, cancellationToken);
        }
        return passed ? ExitCode.Done : ExitCode.Failed;
    }

    private static string Shown(TestSelection selection) =>
        selection.Filters.Count == 0
            ? "all tests"
            : string.Join(' ', selection.Filters.Skip(1).Select(name => name.Replace("*.", "", StringComparison.Ordinal)));

    /// <summary>What differs from the main branch: committed, not committed, and new.</summary>
    private async Task<IReadOnlyCollection<string>> ChangedAsync(CancellationToken cancellationToken)
    {
        var git = new Git(root);
        var from = await git.RunAsync(["merge-base", "HEAD", Main], cancellationToken);
        var changed = await ReadAsync("diff", "--name-only", from.ExitCode == 0 ? from.Output.Trim() : "HEAD");
        var added = await ReadAsync("ls-files", "--others", "--exclude-standard");
        return changed.Concat(added).ToHashSet(StringComparer.Ordinal);

        async Task<string[]> ReadAsync(params string[] arguments) =>
            (
                await git.SucceedAsync(
                    arguments,
                    "listing the changed files",
                    "Name a project or a test: ./pipeline test Backend",
                    cancellationToken
                )
            ).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private Task<bool> BuildAsync(string project, CancellationToken cancellationToken) =>
        RunAsync(
            "dotnet",
            [
                "build",
                Path.Combine("tests", project),
                "--configuration",
                "Release",
                "--verbosity",
                "quiet",
                "-nologo",
                "-p:RunAnalyzers=false",
                "-p:CompileAhead=false",
                $"-p:ArtifactsPath={Artifacts}{Path.DirectorySeparatorChar}",
            ],
            cancellationToken
        );

    private Task<bool> TestAsync(TestSelection selection, CancellationToken cancellationToken) =>
        RunAsync(
            Checks.Executable(Artifacts, selection.Project),
            ["--progress", "off", "--no-banner", "--ignore-exit-code", NoTestRan, .. selection.Filters],
            cancellationToken
        );

    /// <summary>Of the test platform. A filter may fit the text of a project and none of its tests.</summary>
    private static readonly string NoTestRan = 8.ToString(CultureInfo.InvariantCulture);

    private string Artifacts => Path.Combine(root, "artifacts", "test");

    /// <summary>Shows what the program prints, as it prints it.</summary>
    private async Task<bool> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = root,
            UseShellExecute = false,
            Environment =
            {
                ["DOTNET_NOLOGO"] = "1",
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
                ["DOTNET_TieredPGO"] = "0",
            },
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started.");
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
