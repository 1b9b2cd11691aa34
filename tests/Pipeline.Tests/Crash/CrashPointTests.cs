using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>A few points of the crash matrix with real processes; the whole of it is <see cref="WholeCrashMatrix"/>.</summary>
[Collection(nameof(Alone))]
public sealed class CrashPointTests
{
    [Fact]
    public async Task Deployers_killed_around_the_switch_and_the_commit_leave_one_release_serving_and_no_request_fails()
    {
        await using var rig = await CrashRig.CreateAsync(connections: 10);

        foreach (var point in (string[])["8:after", "11:after", "12:before", "18:before", "18:after"])
            (await Strikes.KillDeployerAsync(rig, Kind.Deploy, point)).ShouldNotBeNull(point).ShouldBeEmpty(point);
        (await Strikes.KillDeployerAsync(rig, Kind.WarmRollback, "4:before")).ShouldNotBeNull().ShouldBeEmpty();

        rig.Load.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deployer_that_was_suspended_and_taken_over_changes_nothing_when_it_goes_on()
    {
        await using var rig = await CrashRig.CreateAsync(connections: 10);

        (await Strikes.ResurrectAsync(rig, "11:within")).ShouldNotBeNull().ShouldBeEmpty();

        rig.Load.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_new_slot_that_dies_before_the_switch_never_serves_and_no_request_fails()
    {
        await using var rig = await CrashRig.CreateAsync(connections: 10);

        (await Strikes.KillSlotAsync(rig, "10:after", serving: false)).ShouldNotBeNull().ShouldBeEmpty();

        rig.Load.Failures.ShouldBeEmpty();
    }
}
