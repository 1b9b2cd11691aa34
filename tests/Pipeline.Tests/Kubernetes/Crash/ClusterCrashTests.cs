using MalariaPredictor.Pipeline.Tests.Crash;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Crash;

/// <summary>A few points of the crash matrix on a cluster; the whole of it is <see cref="WholeClusterMatrix"/>.</summary>
[Collection(nameof(Alone))]
public sealed class ClusterCrashTests
{
    [Fact]
    public async Task Deployers_killed_around_the_switch_and_the_commit_leave_one_release_serving_and_no_request_fails()
    {
        await using var rig = await ClusterCrashRig.CreateAsync(connections: 8);

        // Before the switch acts, once it has, and before the commit is written.
        foreach (var point in (string[])["17:after", "18:before", "22:before"])
        {
            (await rig.KillAsync(Kind.Deploy, point)).ShouldNotBeNull(point).ShouldBeEmpty(point);
        }
        (await rig.KillAsync(Kind.WarmRollback, "4:before")).ShouldNotBeNull().ShouldBeEmpty();
        (await rig.ResurrectAsync("17:within")).ShouldNotBeNull().ShouldBeEmpty();

        rig.Load.Failures.ShouldBeEmpty();
    }
}
