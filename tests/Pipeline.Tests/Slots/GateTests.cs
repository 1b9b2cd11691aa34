using MalariaPredictor.Pipeline.Targets.Process.Slots;

namespace MalariaPredictor.Pipeline.Tests.Slots;

public sealed class GateTests
{
    [Fact]
    public async Task A_closed_gate_lets_nobody_in_and_is_empty_when_the_last_has_left()
    {
        var gate = new Gate();
        gate.TryEnter().ShouldBeTrue();
        gate.TryEnter().ShouldBeTrue();

        var empty = gate.CloseAsync();

        gate.TryEnter().ShouldBeFalse();
        gate.Leave();
        empty.IsCompleted.ShouldBeFalse();
        gate.Leave();
        await empty.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_gate_opens_again_for_a_rollback()
    {
        var gate = new Gate();
        await gate.CloseAsync();

        gate.Open();

        gate.TryEnter().ShouldBeTrue();
        gate.InFlight.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_slips_in_after_a_gate_was_found_empty()
    {
        for (var round = 0; round < 50; round++)
        {
            var gate = new Gate();
            var declaredEmpty = 0;
            var slipped = 0;
            var visitors = Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        for (var i = 0; i < 2000; i++)
                        {
                            if (!gate.TryEnter())
                            {
                                continue;
                            }
                            if (Volatile.Read(ref declaredEmpty) == 1)
                            {
                                Interlocked.Increment(ref slipped);
                            }
                            gate.Leave();
                        }
                    })
                )
                .ToArray();
            await gate.CloseAsync();
            Volatile.Write(ref declaredEmpty, 1);
            await Task.WhenAll(visitors);

            slipped.ShouldBe(0);
            gate.InFlight.ShouldBe(0);
        }
    }
}
