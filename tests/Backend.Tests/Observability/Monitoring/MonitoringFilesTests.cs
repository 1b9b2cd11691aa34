using System.Text.Json;
using System.Text.RegularExpressions;

namespace MalariaPredictor.Backend.Tests.Observability.Monitoring;

public sealed partial class MonitoringFilesTests
{
    private const string Production = "malaria-predictor-production";
    private const string Staging = "malaria-predictor-staging";

    [Fact]
    public Task The_rules_fire_and_keep_still_as_their_tests_say() =>
        MonitoringFiles.Must("promtool", "test", "rules", "rules.test.yaml", "rules.days.test.yaml");

    [Fact]
    public async Task Beside_the_rules_of_another_environment_each_fires_on_its_own_series_only()
    {
        MonitoringFiles.RequireTool("promtool");
        var folder = Directory.CreateTempSubdirectory("malaria-rules-");
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "production.yaml"),
                Groups("production"),
                TestContext.Current.CancellationToken
            );
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "staging.yaml"),
                Groups("staging"),
                TestContext.Current.CancellationToken
            );
            foreach (var tests in (string[])["rules.test.yaml", "rules.days.test.yaml"])
            {
                var written = await File.ReadAllTextAsync(
                    Path.Combine(MonitoringFiles.Folder, tests),
                    TestContext.Current.CancellationToken
                );
                await File.WriteAllTextAsync(
                    Path.Combine(folder.FullName, "staging." + tests),
                    Beside(written.Replace(Production, Staging, StringComparison.Ordinal), Production),
                    TestContext.Current.CancellationToken
                );
            }

            await MonitoringFiles.Must("promtool", ["test", "rules", .. Directory.GetFiles(folder.FullName, "*.test.yaml")]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_series_that_a_rule_reads_is_of_one_job()
    {
        var series = Series().Matches(MonitoringFiles.Rules).ToList();

        series.Count.ShouldBeGreaterThan(50);
        series.ShouldAllBe(found => found.Groups["selector"].Value.Contains($"job=\"{Production}\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("null", "alertname=Watchdog", "severity=none")]
    [InlineData("null", "alertname=InfoInhibitor", "severity=none")]
    [InlineData("slack-urgent", "alertname=HighErrorRate", "severity=critical", $"job={Production}")]
    [InlineData("slack-urgent", "alertname=CNPGClusterOffline", "severity=critical", "namespace=malaria-prediction-production")]
    [InlineData("slack", "alertname=HighErrorRate", "severity=critical", $"job={Staging}")]
    [InlineData("slack", "alertname=DataStale", "severity=warning", $"job={Production}")]
    public Task An_alert_goes_to_its_receiver(string receiver, params string[] labels) =>
        MonitoringFiles.Must(
            "amtool",
            ["config", "routes", "test", "--config.file=alertmanager.yaml", $"--verify.receivers={receiver}", .. labels]
        );

    [Fact]
    public Task Prometheus_reads_its_configuration() => MonitoringFiles.Must("promtool", "check", "config", "prometheus.yaml");

    [Fact]
    public Task Alertmanager_reads_its_configuration() => MonitoringFiles.Must("amtool", "check-config", "alertmanager.yaml");

    [Fact]
    public void Every_alert_is_tested_firing_and_not_firing_and_has_its_section_in_the_runbook()
    {
        var tested = MonitoringFiles
            .RuleTests.Split("- alertname: ")
            .Skip(1)
            .Select(test =>
                (
                    Alert: test[..test.IndexOf('\n', StringComparison.Ordinal)],
                    Fires: !test.Contains("exp_alerts: []", StringComparison.Ordinal)
                )
            )
            .ToHashSet();

        MonitoringFiles.Alerts.ShouldNotBeEmpty();
        foreach (var alert in MonitoringFiles.Alerts)
        {
            tested.ShouldContain((alert, true), $"{alert} is never seen firing");
            tested.ShouldContain((alert, false), $"{alert} is never seen keeping still");
            MonitoringFiles.Runbook.ShouldContain($"\n## {alert}\n");
            MonitoringFiles.Rules.ShouldContain(
                $"runbook_url: "
                    + $"https://github.com/malaria-predictor/malaria-predictor/blob/main/docs/runbooks/alerts.md#{alert.ToLowerInvariant()}"
                    + "\n"
            );
        }

        MonitoringFiles
            .Runbook.Split("\n## ")
            .Skip(1)
            .Select(section => section[..section.IndexOf('\n', StringComparison.Ordinal)])
            .ShouldBe(MonitoringFiles.Alerts, ignoreOrder: true);
    }

    [Fact]
    public void Dashboards_have_names_of_their_own_and_every_panel_says_what_it_shows()
    {
        var dashboards = MonitoringFiles.Dashboards.Select(file => JsonElement.Parse(File.ReadAllText(file))).ToList();

        dashboards.Select(dashboard => dashboard.GetProperty("uid").GetString()).ShouldBeUnique();
        foreach (var panel in dashboards.SelectMany(dashboard => dashboard.GetProperty("panels").EnumerateArray()))
        {
            panel.GetProperty("description").GetString().ShouldNotBeNullOrWhiteSpace(panel.GetProperty("title").GetString());
            panel.GetProperty("targets").GetArrayLength().ShouldBeGreaterThan(0);
        }
    }

    /// <summary>The groups as they are on the cluster.</summary>
    private static string Groups(string environment)
    {
        var rule = File.ReadAllText(Path.Combine(MonitoringFiles.Folder, "..", "kubernetes", environment, "monitoring", "rules.yaml"));
        return string.Join('\n', rule.Split("\nspec:\n")[1].Split('\n').Select(line => line.Length > 2 ? line[2..] : line));
    }

    /// <summary>With the other environment's rules loaded too, and an instance of it that answers and is backed up.</summary>
    private static string Beside(string tests, string other) =>
        tests
            .Replace("rule_files: [rules.yaml]", "rule_files: [production.yaml, staging.yaml]", StringComparison.Ordinal)
            .Replace(
                "    input_series:\n",
                $$"""
                    input_series:
                      - series: 'up{job="{{other}}",instance="other"}'
                        values: '1x2000'
                      - series: 'malaria_job_last_success_timestamp_seconds{job="{{other}}",name="nightly-backup"}'
                        values: '9000000000x2000' # Later than any time in these tests: never old.

                """,
                StringComparison.Ordinal
            );

    [GeneratedRegex(
        @"(?<!record: |[\w.#/])(up(?=\{)|malaria_[a-z_]+|http_[a-z_]+|job:[\w:]+)(?!\w)(?<selector>\{[^}]*\})?(?=[ )\[\n<>=])",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Series();
}
