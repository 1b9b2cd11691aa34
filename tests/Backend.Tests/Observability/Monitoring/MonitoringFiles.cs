using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MalariaPredictor.Backend.Tests.Observability.Monitoring;

/// <summary>What is under <c>deploy/monitoring</c>, and the tools that Prometheus brings for it.</summary>
internal static partial class MonitoringFiles
{
    private static readonly string Root = FindRoot();

    public static string Folder => Path.Combine(Root, "deploy", "monitoring");

    public static string Rules => File.ReadAllText(Path.Combine(Folder, "rules.yaml"));

    public static string RuleTests => string.Concat(Directory.EnumerateFiles(Folder, "rules*.test.yaml").Order().Select(File.ReadAllText));

    public static string Runbook => File.ReadAllText(Path.Combine(Root, "docs", "runbooks", "alerts.md"));

    public static IReadOnlyList<string> Alerts { get; } = [.. AlertName().Matches(Rules).Select(match => match.Groups[1].Value).Distinct()];

    public static IReadOnlyList<string> Recorded { get; } = [.. RecordName().Matches(Rules).Select(match => match.Groups[1].Value)];

    public static IReadOnlyList<string> Dashboards { get; } =
    [.. Directory.GetFiles(Path.Combine(Folder, "dashboards"), "*.json").Order(StringComparer.Ordinal)];

    /// <summary>Every query of every dashboard, with the panel it is in.</summary>
    public static IEnumerable<(string Panel, string Query)> Queries() =>
        from file in Dashboards
        let dashboard = JsonElement.Parse(File.ReadAllText(file))
        from panel in dashboard.GetProperty("panels").EnumerateArray()
        from target in panel.GetProperty("targets").EnumerateArray()
        select (
            $"{dashboard.GetProperty("title").GetString()}: {panel.GetProperty("title").GetString()}",
            target.GetProperty("expr").GetString()!
        );

    public static void RequireTool(string tool)
    {
        var there = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, tool)));
        Assert.SkipWhen(
            !there && Environment.GetEnvironmentVariable("CI") != "true",
            $"{tool} is not installed (Debian: prometheus, prometheus-alertmanager)."
        );
    }

    /// <summary>Runs a tool in the monitoring folder; what it said when it failed fails the test.</summary>
    public static async Task Must(string tool, params string[] arguments)
    {
        RequireTool(tool);
        using var process = Process.Start(
            new ProcessStartInfo(tool, arguments)
            {
                WorkingDirectory = Folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, string.Concat(said));
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MalariaPredictor.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside a checkout.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex AlertName();

    [GeneratedRegex(@"- record: ([\w:]+)")]
    private static partial Regex RecordName();
}
