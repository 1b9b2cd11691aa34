using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Targets.Process.Slots;

namespace MalariaPredictor.Pipeline.Tests.Gates;

public sealed class TrafficGateTests
{
    private static readonly TrafficSpec Limits = new(Errors: 3, Share: 0.01, P95Milliseconds: 500, Requests: 20);

    [Theory]
    [InlineData(1000, 10, 5, "Pass")]
    [InlineData(1000, 11, 5, "Fail")]
    [InlineData(100, 2, 5, "Pass")]
    [InlineData(100, 3, 5, "Fail")]
    [InlineData(100, 0, 600, "Fail")]
    [InlineData(19, 0, 5, "Hold")]
    [InlineData(0, 0, 5, "Hold")]
    public async Task Errors_and_latency_after_the_switch_are_judged_once_there_are_enough_requests(
        int requests,
        int errors,
        int milliseconds,
        string expected
    )
    {
        var target = new Counting();
        target.Count(50, errors: 50, TimeSpan.FromMinutes(1)); // Before the switch: not this gate's business.
        var gate = Limits.Create(new GateSubject(target, "blue", "r", "c", null), TimeProvider.System);
        await gate.JudgeAsync(TestContext.Current.CancellationToken);

        target.Count(requests, errors, TimeSpan.FromMilliseconds(milliseconds));

        (await gate.JudgeAsync(TestContext.Current.CancellationToken)).Decision.ToString().ShouldBe(expected);
    }

    [Fact]
    public async Task The_verdict_says_how_many_of_the_requests_were_the_gates_own()
    {
        var target = new Counting { AnswersSample = true };
        var gate = Limits.Create(new GateSubject(target, "blue", "r", "c", null), TimeProvider.System);
        target.Count(50, errors: 0, TimeSpan.FromMilliseconds(1));
        await gate.JudgeAsync(Cancel);
        target.Count(15, errors: 0, TimeSpan.FromMilliseconds(1));

        (await JudgedAsync(gate)).ShouldStartWith("only 19 requests were answered");
        (await JudgedAsync(gate)).ShouldStartWith("21 requests (the gate's own: 6), 0 errors");
        (await JudgedAsync(gate)).ShouldStartWith("21 requests (the gate's own: 6), 0 errors");
    }

    [Fact]
    public async Task A_router_that_tells_no_latencies_holds()
    {
        var target = new Counting { Measures = false };
        var gate = Limits.Create(new GateSubject(target, "blue", "r", "c", null), TimeProvider.System);
        await gate.JudgeAsync(TestContext.Current.CancellationToken);
        target.Count(100, errors: 0, TimeSpan.FromMilliseconds(1));

        var verdict = await gate.JudgeAsync(TestContext.Current.CancellationToken);

        verdict.Decision.ShouldBe(Decision.Hold);
        verdict.Reason.ShouldContain("no latencies");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<string> JudgedAsync(IGate gate) => (await gate.JudgeAsync(Cancel)).Reason;

    /// <summary>A slot of which only the router's counters are known.</summary>
    private sealed class Counting : ISlotProbe
    {
        private readonly TrafficCounter _counter = new();

        public bool Measures { get; init; } = true;

        /// <summary>Requests of the gate are counted like those of people.</summary>
        public bool AnswersSample { get; init; }

        public void Count(int requests, int errors, TimeSpan took)
        {
            for (var i = 0; i < requests; i++)
            {
                _counter.Answered(i < errors ? 500 : 200, took);
            }
        }

        public Task<TargetState> ObserveAsync(CancellationToken cancellationToken)
        {
            var traffic = _counter.Read(0);
            return Task.FromResult(
                new TargetState(
                    "blue",
                    [new SlotState("blue", "r", SlotCondition.Ready, "ready", Measures ? traffic : traffic with { Latencies = null })]
                )
            );
        }

        public Task<SlotAnswer> AskAsync(string slot, string path, CancellationToken cancellationToken) =>
            Task.FromResult(new SlotAnswer(AnswersSample ? Counted() : 0, ""));

        private int Counted()
        {
            Count(1, errors: 0, TimeSpan.FromMilliseconds(1));
            return 200;
        }
    }
}
