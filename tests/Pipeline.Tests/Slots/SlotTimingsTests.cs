using MalariaPredictor.Pipeline.Targets.Process.Slots;

namespace MalariaPredictor.Pipeline.Tests.Slots;

public sealed class SlotTimingsTests
{
    [Fact]
    public void Each_restart_in_a_row_waits_longer_up_to_a_bound()
    {
        var timings = new SlotTimings();
        var pauses = Enumerable.Range(0, 100).Select(timings.Pause).ToList();

        pauses[0].ShouldBe(timings.FirstRestart);
        pauses.ShouldBeInOrder();
        pauses[^1].ShouldBe(timings.LastRestart);
    }
}
