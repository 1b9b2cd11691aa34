using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Gates;

namespace MalariaPredictor.Pipeline.Tests.Gates;

/// <summary>The gates that compare with the release before, while that one is not whole.</summary>
public sealed class ComparisonTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2, "Fail")]
    [InlineData(0, "Pass")]
    public async Task What_is_left_of_the_release_before_is_compared_with_as_long_as_a_part_of_it_answers(int serving, string expected)
    {
        var subject = new GateSubject(new Probe(serving), "green", "r2", "c2", OldSlot: "blue");

        var replayed = await new ReplaySpec().Create(subject, TimeProvider.System).JudgeAsync(Cancel);
        var measured = await new LatencySpec(Requests: 5).Create(subject, TimeProvider.System).JudgeAsync(Cancel);

        replayed.Decision.ToString().ShouldBe(expected);
        measured.Decision.ToString().ShouldBe(expected);
        replayed.Reason.Contains("no instance of the release before answers").ShouldBe(serving == 0);
        measured.Reason.Contains("no instance of the release before answers").ShouldBe(serving == 0);
    }

    /// <summary>The new slot answers otherwise than the old one, and slower; of the old one's three pods some serve.</summary>
    private sealed class Probe(int serving) : ISlotProbe
    {
        public Task<TargetState> ObserveAsync(CancellationToken cancellationToken) =>
            Task.FromResult(
                new TargetState(
                    "blue",
                    [
                        new SlotState(
                            "blue",
                            "r1",
                            SlotCondition.Unready,
                            $"{serving} of 3 pods are ready",
                            SlotTraffic.None,
                            Serving: serving
                        ),
                        new SlotState("green", "r2", SlotCondition.Ready, "ready", SlotTraffic.None),
                    ]
                )
            );

        public Task<SlotAnswer> AskAsync(string slot, string path, CancellationToken cancellationToken)
        {
            var renewed = slot == "green";
            var body =
                path == "/version"
                    ? """{"model":{"digest":"m1"}}"""
                    : $$"""{"locations":[{"location":"here","value":{{(renewed ? 9 : 3)}}}]}""";
            return Task.FromResult(new SlotAnswer(200, body, TimeSpan.FromMilliseconds(renewed ? 900 : 10)));
        }
    }
}
