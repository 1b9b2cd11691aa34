using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Gates;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>
/// Watches the new slot under traffic: it must stay ready, and all gates for this time judge it side by side. Any that fails ends it at
/// once; at the end of the window each must pass, and one that still holds is asked again within the time for that.
/// </summary>
internal sealed class WatchStep(StepContext context, IReadOnlyList<IGate> gates) : IReleaseStep, IJudging
{
    private readonly Dictionary<IGate, Verdict> _verdicts = [];
    private bool _passed;

    public string Name => StepNames.Watch;

    public string Intent =>
        string.Join(
            ", and ",
            gates
                .Select(gate => gate.Judges)
                .Prepend($"watch it under traffic for {context.Timings.Watch.TotalSeconds:0.#} s: ready throughout")
        );

    public IReadOnlyList<GateVerdict> Verdicts => [.. from gate in gates where _verdicts.ContainsKey(gate) select Of(gate)];

    public Task<bool> IsDoneAsync(CancellationToken cancellationToken) => Task.FromResult(_passed);

    public async Task<string> ActAsync(CancellationToken cancellationToken)
    {
        var began = context.Time.GetTimestamp();
        var timeout = context.Timings.Watch + context.Timings.Verify;
        await Wait.ForAsync(
            async () =>
                await IsRefusedAsync(cancellationToken)
                || (
                    context.Time.GetElapsedTime(began) >= context.Timings.Watch
                    && Verdicts.All(verdict => verdict.Decision == Decision.Pass)
                )
                    ? this
                    : null,
            timeout,
            context.Timings.LookEvery,
            context.Time,
            cancellationToken
        );
        if (Verdicts.FirstOrDefault(verdict => verdict.Decision != Decision.Pass) is { } refusal)
        {
            throw await SlotFailure.CreateAsync(context, refusal, cancellationToken);
        }
        _passed = true;
        return string.Join("; ", Verdicts.Select(verdict => verdict.ToString()).Prepend("stayed ready"));
    }

    public Task UndoAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private GateVerdict Of(IGate gate) => new(gate.Name, _verdicts[gate].Decision, _verdicts[gate].Reason);

    private async Task<bool> IsRefusedAsync(CancellationToken cancellationToken)
    {
        if (await UnreadyAsync(cancellationToken) is { } reason)
        {
            throw await SlotFailure.CreateAsync(context, reason, cancellationToken);
        }
        foreach (var gate in gates)
        {
            _verdicts[gate] = await gate.JudgeAsync(cancellationToken);
            if (_verdicts[gate].Decision == Decision.Fail)
            {
                return true;
            }
        }
        return false;
    }

    private async Task<string?> UnreadyAsync(CancellationToken cancellationToken) =>
        (await context.Target.ObserveAsync(cancellationToken)).Find(context.Slot) switch
        {
            null => "it is gone",
            { Condition: not SlotCondition.Ready } slot => $"it did not stay ready: {slot.Reason}",
            _ => null,
        };
}
