using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Gates;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>
/// Asks a gate before the switch. One that holds is asked again within the time for it; one that fails, or holds to the end, refuses the
/// release.
/// </summary>
internal sealed class GateStep(StepContext context, IGate gate) : IReleaseStep, IJudging
{
    private Verdict? _verdict;

    public string Name => StepNames.Gate(gate.Name);

    public string Intent => $"go on only if {gate.Judges}";

    public IReadOnlyList<GateVerdict> Verdicts => _verdict is null ? [] : [new GateVerdict(gate.Name, _verdict.Decision, _verdict.Reason)];

    public Task<bool> IsDoneAsync(CancellationToken cancellationToken) => Task.FromResult(_verdict is { Decision: Decision.Pass });

    public async Task<string> ActAsync(CancellationToken cancellationToken)
    {
        await Wait.ForAsync(
            async () => (_verdict = await gate.JudgeAsync(cancellationToken)).Decision == Decision.Hold ? null : _verdict,
            context.Timings.Verify,
            context.Timings.LookEvery,
            context.Time,
            cancellationToken
        );
        var verdict = Verdicts[0];
        return verdict.Decision == Decision.Pass
            ? $"pass, {verdict.Reason}"
            : throw await SlotFailure.CreateAsync(context, verdict, cancellationToken);
    }

    public Task UndoAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
