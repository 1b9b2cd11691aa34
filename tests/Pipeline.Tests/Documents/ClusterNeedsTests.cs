using MalariaPredictor.Pipeline.Environments;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Access;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Documents;

/// <summary>The room that a release needs, as docs/cluster-needs.md states it.</summary>
public sealed class ClusterNeedsTests
{
    [Theory]
    [InlineData("production")]
    [InlineData("staging")]
    public async Task The_page_states_the_room_that_the_environment_asks_for(string name)
    {
        var environment = EnvironmentFile.Read(Checkout.At("deploy", "environments", name + ".yaml")).Kubernetes!;
        var (replicas, resources) = (environment.Settings.Replicas, environment.Settings.Resources);

        var page = await File.ReadAllLinesAsync(Checkout.At("docs", "cluster-needs.md"), TestContext.Current.CancellationToken);

        var cells = page.Single(line => line.StartsWith($"| {name} |", StringComparison.Ordinal))
            .Split('|', StringSplitOptions.TrimEntries);
        cells[2].ShouldBe($"{replicas.Minimum} to {replicas.Maximum}");
        cells[3].ShouldBe(environment.BlueGreen ? "as many again, one, and a Job" : "one, and a Job");
        cells[4].ShouldBe($"{resources.Cpu}, {resources.Memory}");
        Preflight.Room(environment).ShouldContain($"{resources.Cpu} processors and {resources.Memory} memory");
    }
}
