using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Tests.Service;

public sealed class CrashTests : IAsyncDisposable
{
    private readonly Harness.Service _service = new();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_host_that_was_killed_finds_its_slots_again()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        (await _service.UpAsync(_service.Artifact("b2"))).ShouldSucceed();
        var before = await _service.HostAsync();

        Signals.KillGroup(before.Process);
        await Patience.UntilAsync(() => Task.FromResult(!before.Process.IsAlive), "the host is dead");
        (await _service.UpAsync(_service.Artifact("b2"))).ShouldSucceed().Output.ShouldContain("Nothing to do");

        var after = await _service.HostAsync();
        after.Process.ShouldNotBe(before.Process);
        after.Active.ShouldBe(before.Active);
        after
            .Slots.Select(slot => (slot.Name, slot.Release, slot.Pid))
            .ShouldBe(before.Slots.Select(slot => (slot.Name, slot.Release, slot.Pid)));
        (await _service.RunAsync("rollback")).ShouldSucceed();
    }

    [Fact]
    public async Task No_request_fails_when_the_serving_slot_is_killed_and_started_again()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var before = (await _service.HostAsync()).ActiveSlot!;
        await using var load = new Load(_service.Url + "/work", connections: 10);
        await load.MoreAsync(100);

        Signals.KillGroup(ProcessIdentity.Of(before.Pid).ShouldNotBeNull());

        await Patience.UntilAsync(
            async () => (await _service.HostAsync()).ActiveSlot is { Restarts: 1, Condition: SlotCondition.Ready },
            "the slot is back"
        );
        await load.MoreAsync(100);
        load.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deployer_that_was_killed_is_put_in_order_by_the_next_command_while_the_service_goes_on()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var old = await _service.AnswersAsync();
        await using var load = new Load(_service.Url + "/work", connections: 10);
        // It is killed while it watches: after the switch, before the commit.
        using var deployer = _service.Start("deploy", "--artifact", _service.Artifact("b2"), "--watch-seconds", "600");
        await Patience.UntilAsync(async () => (await _service.AnswersAsync()) != old, "it has switched");
        deployer.Kill();
        await deployer.WaitForExitAsync(TestContext.Current.CancellationToken);
        (await _service.StatusAsync()).Unfinished.ShouldNotBeNull();

        var next = await _service.DeployAsync(_service.Artifact("c3"));

        next.ShouldSucceed().Output.ShouldContain("left unfinished");
        (await _service.StatusAsync()).Unfinished.ShouldBeNull();
        (await _service.StatusAsync()).RollbackTo.ShouldBe(old, "the release that was never committed is not gone back to");
        await load.MoreAsync(100);
        load.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_deployments_at_once_do_not_mix()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        using var first = _service.Start("deploy", "--artifact", _service.Artifact("b2"), "--watch-seconds", "600");
        await Patience.UntilAsync(async () => (await _service.StatusAsync()).Lock is not null, "the first has the lock");

        var second = await _service.DeployAsync(_service.Artifact("c3"));

        second.ExitCode.ShouldBe(1);
        second.Errors.ShouldContain("a release is already running");
        second.Errors.ShouldContain($"process {first.Id}");
        Signals.AskToInterrupt(ProcessIdentity.Of(first.Id)!);
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        first.ExitCode.ShouldBe(1);
        (await _service.StatusAsync()).Unfinished.ShouldBeNull("Ctrl-C compensates before it ends");
    }
}
