using MalariaPredictor.Pipeline.Setup.Helm;
using MalariaPredictor.Pipeline.Setup.Secrets;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Setup.Helm;

/// <summary>What the values files say agrees with what is installed and made.</summary>
public sealed class HelmChartTests
{
    [Fact]
    public void Each_values_file_begins_with_the_command_by_which_its_chart_is_installed_here()
    {
        foreach (var chart in (HelmChart[])[HelmChart.DatabaseOperator, HelmChart.Database, HelmChart.Cache, HelmChart.Monitoring])
        {
            var text = string.Concat(
                File.ReadAllLines(Checkout.At("deploy", "helm", chart.Values ?? HelmChart.Database.Values!))
                    .Select(line => line.TrimStart('#').TrimEnd('\\').Trim() + " ")
            );
            text.ShouldContain(
                $"helm upgrade --install {chart.Release} {chart.Chart} --repo {chart.Repository} --version {chart.Version} "
            );
        }
    }

    [Fact]
    public void The_charts_that_Dependabot_looks_at_are_those_that_are_installed()
    {
        var chart = File.ReadAllText(Checkout.At("deploy", "helm", "Chart.yaml"));
        foreach (var one in (HelmChart[])[HelmChart.DatabaseOperator, HelmChart.Database, HelmChart.Cache, HelmChart.Monitoring])
        {
            chart.ShouldContain($"  - name: {one.Chart}\n    repository: {one.Repository}\n    version: {one.Version}\n");
        }
        chart.Split("- name:").Length.ShouldBe(5);
    }

    [Fact]
    public void Charts_reference_Secrets_by_the_names_that_are_made()
    {
        File.ReadAllText(Checkout.At("deploy", "helm", HelmChart.Database.Values!)).ShouldContain($"name: {StoreSecrets.Owner}");
        var stack = File.ReadAllText(Checkout.At("deploy", "helm", HelmChart.Monitoring.Values!));
        stack.ShouldContain($"secretName: {SecretResources.Slack}");
        stack.ShouldContain($"existingSecret: {SecretResources.GrafanaAdmin}");
        File.ReadAllText(Checkout.At("deploy", "helm", HelmChart.Cache.Values!))
            .ShouldContain($"fullnameOverride: {StoreSecrets.CacheHost}");
    }
}
