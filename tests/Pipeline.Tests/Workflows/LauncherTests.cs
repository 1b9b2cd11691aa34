using System.Diagnostics;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Workflows;

/// <summary>The script that builds and starts the pipeline, in a copy with a stand-in for dotnet: of many at once, one builds.</summary>
public sealed class LauncherTests : IDisposable
{
    private static readonly string[] Tools =
    [
        "basename",
        "cat",
        "cksum",
        "cut",
        "dirname",
        "find",
        "ln",
        "ls",
        "mkdir",
        "mv",
        "ps",
        "rm",
        "rmdir",
        "sed",
        "sleep",
        "sort",
        "tail",
        "tr",
    ];

    /// <summary>A build notes where it works, waits while there is a file "hold", and reports another one in the same place.</summary>
    private const string StandIn = """
        #!/bin/sh
        case "$1" in
          --version) echo 10.0.100 ;;
          publish)
            for argument; do
              case "$argument" in -p:ArtifactsPath=*) work=${argument#*=} ;; */new.*) output=$argument ;; esac
            done
            mkdir -p "$work" "$output"
            mkdir "$work/busy" || echo "two builds at once" >>"$MALARIA_ROOT/builds"
            echo "built in $(basename "$work")" >>"$MALARIA_ROOT/builds"
            while [ -e "$MALARIA_ROOT/hold" ]; do sleep 0.02; done
            sleep 0.1
            rmdir "$work/busy"
            echo program >"$output/pipeline.dll" ;;
          *) cat "$1" ;;
        esac
        """;

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _copy = new();
    private readonly List<Process> _launchers = [];

    public LauncherTests()
    {
        Directory.CreateDirectory(_copy.File("src/Pipeline"));
        File.WriteAllText(_copy.File("src/Pipeline/Program.cs"), "");
        foreach (var name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json"])
        {
            File.WriteAllText(_copy.File(name), "");
        }
        Program(_copy.File("pipeline"), File.ReadAllText(Checkout.At("pipeline")));
        Directory.CreateDirectory(_copy.File("sdk"));
        Program(_copy.File("sdk/dotnet"), StandIn);
    }

    public void Dispose()
    {
        File.Delete(_copy.File("hold"));
        foreach (var launcher in _launchers)
        {
            launcher.Kill(entireProcessTree: true);
            launcher.Dispose();
        }
        _copy.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_ten_that_start_at_once_beside_a_killed_one_exactly_one_builds_and_all_run(bool flock)
    {
        File.WriteAllText(_copy.File("hold"), "");
        var owner = Start(flock);
        await Patience.UntilAsync(() => Task.FromResult(Builds().Length == 1), "the first one builds");
        owner.Kill();
        await owner.WaitForExitAsync(TestContext.Current.CancellationToken);

        var ten = Enumerable.Range(0, 10).Select(_ => Start(flock)).ToList();
        // What the killed one had started still builds: with flock(1) they wait for that, without it they build elsewhere.
        if (flock)
        {
            (await Task.WhenAll(ten.Select(ComplaintAsync))).ShouldAllBe(line => line!.Contains("another command is building"));
        }
        else
        {
            await Patience.UntilAsync(() => Task.FromResult(Builds().Length == 2), "another one builds");
        }
        File.Delete(_copy.File("hold"));

        (await Task.WhenAll(ten.Select(OutputAsync))).ShouldAllBe(output => output == "program\n");
        Builds().ShouldBe(flock ? ["built in work", "built in work"] : ["built in work.1", "built in work.2"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lock_without_an_owner_holds_nobody_up(bool flock)
    {
        Directory.CreateDirectory(_copy.File("artifacts/pipeline/.lock"));
        File.WriteAllText(_copy.File("artifacts/pipeline/.lock/pid"), "");
        File.WriteAllText(_copy.File("artifacts/pipeline/.lock.7"), "");

        (await OutputAsync(Start(flock))).ShouldBe("program\n");
    }

    private string[] Builds() => File.Exists(_copy.File("builds")) ? File.ReadAllLines(_copy.File("builds")) : [];

    private Process Start(bool flock)
    {
        var tools = Directory.CreateDirectory(_copy.File("tools")).FullName;
        foreach (var name in flock ? [.. Tools, "flock"] : Tools)
        {
            var from = ((string[])["/usr/bin", "/bin"]).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
            Assert.SkipWhen(from is null, $"{name} is not here");
            if (!File.Exists(Path.Combine(tools, name)))
            {
                File.CreateSymbolicLink(Path.Combine(tools, name), from);
            }
        }
        var launcher = Process.Start(
            new ProcessStartInfo("/bin/sh", [_copy.File("pipeline")])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["PATH"] = tools, ["DOTNET_ROOT"] = _copy.File("sdk") },
            }
        )!;
        _launchers.Add(launcher);
        return launcher;
    }

    private static Task<string?> ComplaintAsync(Process launcher) =>
        launcher.StandardError.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Within);

    private static async Task<string> OutputAsync(Process launcher)
    {
        var errors = launcher.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await launcher.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Within);
        await launcher.WaitForExitAsync(TestContext.Current.CancellationToken);
        launcher.ExitCode.ShouldBe(0, await errors);
        return output;
    }

    private static void Program(string path, string text)
    {
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
