using MalariaPredictor.Pipeline.Gates;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>
/// Asks gates, one after the other. Their verdicts are what the journal keeps of this step. One that holds is asked again within
/// the time for it; one that fails, or holds to the end, refuses the release.
/// </summary>
internal sealed class GateStep(StepContext context, string name, params IReadOnlyList<IGate> gates) : IReleaseStep
{
    private bool _passed;

    public string Name => name;

    public string Intent => "go on only if " + string.Join(", and ", gates.Select(gate => gate.Judges));

    public Task<bool> IsDoneAsync(CancellationToken cancel) => Task.FromResult(_passed);

    public async Task<string> ActAsync(CancellationToken cancel)
    {
        var reasons = new List<string>();
        foreach (var gate in gates)
            reasons.Add(await PassAsync(gate, cancel));
        _passed = true;
        return string.Join("; ", reasons);
    }

    public Task UndoAsync(CancellationToken cancel) => Task.CompletedTask;

    private async Task<string> PassAsync(IGate gate, CancellationToken cancel)
    {
        var last = Verdict.Hold("it was not asked");
        var settled = await Wait.ForAsync(async () => (last = await gate.JudgeAsync(cancel)).Decision == Decision.Hold ? null : last,
            context.Timings.Verify, context.Timings.LookEvery, context.Time, cancel);
        return settled switch
        {
            { Decision: Decision.Pass } => $"{gate.Name}: pass, {settled.Reason}",
            { Decision: Decision.Fail } => throw await SlotFailure.CreateAsync(context, $"gate {gate.Name} failed: {settled.Reason}", cancel),
            _ => throw await SlotFailure.CreateAsync(
                context, $"gate {gate.Name} held for {context.Timings.Verify.TotalSeconds:0.#} s: {last.Reason}", cancel, Terminal.ExitCode.HeldByGate),
        };
    }
}
