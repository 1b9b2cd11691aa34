using System.Text.Json;

namespace MalariaPredictor.Backend.Tests.Observability.Monitoring;

public sealed class MonitoringFilesTests
{
    [Fact]
    public Task The_rules_fire_and_keep_still_as_their_tests_say() =>
        MonitoringFiles.Must("promtool", "test", "rules", "rules.test.yaml", "rules.days.test.yaml");

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
            MonitoringFiles.Rules.ShouldContain($"docs/runbooks/alerts.md#{alert.ToLowerInvariant()}\n");
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
}
