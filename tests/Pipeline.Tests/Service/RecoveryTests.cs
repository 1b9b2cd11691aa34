using System.Net;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Service;

public sealed class RecoveryTests : IAsyncDisposable
{
    private readonly Harness.Service _service = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_slot_whose_restart_fails_is_tried_again_until_it_runs()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var release = await _service.AnswersAsync();
        var obstacle = Obstruct();

        Signal("KILL", (await SlotAsync()).Pid);
        await Patience.UntilAsync(
            async () =>
                await SlotAsync() is { Condition: SlotCondition.Restarting } slot
                && slot.Reason.Contains("could not be started 2 times", StringComparison.Ordinal),
            "two restarts have failed"
        );
        Directory.Delete(obstacle);

        await Patience.UntilAsync(async () => await SlotAsync() is { Condition: SlotCondition.Ready }, "it is ready again");
        (await _service.AnswersAsync()).ShouldBe(release);
    }

    [Fact]
    public async Task Resume_says_why_a_slot_cannot_be_started_and_starts_it_once_the_cause_is_gone()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var release = await _service.AnswersAsync();
        var obstacle = Obstruct();
        Signal("KILL", (await SlotAsync()).Pid);
        await Patience.UntilAsync(
            async () => (await SlotAsync()).Reason.Contains("could not be started 4 times", StringComparison.Ordinal),
            "the pauses have grown"
        );

        var failed = await _service.RunAsync("resume", "--ready-seconds", "0.5");
        Directory.Delete(obstacle);
        var repaired = (await _service.RunAsync("resume")).ShouldSucceed();

        failed.ExitCode.ShouldBe(1, failed.All);
        failed.Errors.ShouldContain("could not be started");
        repaired.Output.ShouldContain($"release {release} serves again");
        (await _service.AnswersAsync()).ShouldBe(release);
    }

    [Fact]
    public async Task A_hung_slot_is_answered_for_with_503_and_replaced()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var (release, hung) = (await _service.AnswersAsync(), (await SlotAsync()).Pid);

        Signal("STOP", hung);
        using var answer = await _service.Http.PostAsync(new Uri(_service.Url + "/echo"), new StringContent("x"), Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        await Patience.UntilAsync(async () => await SlotAsync() is { Condition: SlotCondition.Ready }, "it is replaced");
        (await SlotAsync()).Pid.ShouldNotBe(hung);
        (await _service.AnswersAsync()).ShouldBe(release);
    }

    /// <summary>A folder where the process's number is written: no process can be started.</summary>
    private string Obstruct()
    {
        var file = new StateDirectory(_service.State).SlotPid("blue");
        File.Delete(file);
        return Directory.CreateDirectory(file).FullName;
    }

    private async Task<SlotStatus> SlotAsync()
    {
        using var host = new HostClient(new StateDirectory(_service.State));
        return (await host.StatusAsync(Cancel))!.ActiveSlot!;
    }

    private static void Signal(string signal, int pid) => OutsideProgram.ErrorOutput("kill", "-" + signal, $"{pid}").ShouldBeEmpty();
}
