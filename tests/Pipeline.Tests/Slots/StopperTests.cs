using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Slots;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Slots;

public sealed class StopperTests : IAsyncDisposable
{
    private readonly Harness.Service _service = new();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_slot_ends_when_asked_and_is_killed_when_it_does_not(bool ignores)
    {
        var cancel = TestContext.Current.CancellationToken;
        var state = new StateDirectory(_service.State);
        var spec = new StartSlot(
            "blue",
            "r1",
            "a1",
            _service.Artifact("a1", new { IgnoresStop = ignores }),
            new Dictionary<string, string>()
        );
        var process = await SlotProcess.StartAsync(state, spec, "blue", _service.Port, 0, cancel);
        await Patience.UntilAsync(
            () => Task.FromResult(File.ReadAllText(state.SlotLog("r1", "blue")).Contains("listens", StringComparison.Ordinal)),
            "it listens"
        );
        var began = TimeProvider.System.GetTimestamp();
        var patience = ignores ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1);

        await Stopper.StopAsync(process, new SlotTimings { Stop = patience }, TimeProvider.System);

        process.IsAlive.ShouldBeFalse();
        var took = TimeProvider.System.GetElapsedTime(began);
        if (ignores)
        {
            took.ShouldBeGreaterThan(patience);
        }
        else
        {
            took.ShouldBeLessThan(patience);
        }
    }
}
