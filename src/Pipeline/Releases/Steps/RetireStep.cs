using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>Sees the old slot's last requests out. It is kept warm for a rollback.</summary>
internal sealed class RetireStep(StepContext context) : IReleaseStep
{
    private bool _seenOut;

    public string Name => StepNames.Retire;

    public string Intent =>
        context.Operation.IsInPlace ? "the old release has made room; nothing is left to retire"
        : context.Operation.FromSlot is { } slot
            ? $"let slot {slot} finish its requests (up to {context.Timings.Retire.TotalSeconds:0} s) "
                + $"{(context.Operation.Rolls ? "and stop what is left of it" : "and keep it warm for a rollback")}"
        : "nothing ran before; nothing to retire";

    public Task<bool> IsDoneAsync(CancellationToken cancellationToken) =>
        Task.FromResult(context.Operation.FromSlot is null || context.Operation.IsInPlace || _seenOut);

    public async Task<string> ActAsync(CancellationToken cancellationToken)
    {
        var slot = context.Operation.FromSlot!;
        var empty = await Wait.ForAsync(
            async () => (await context.Target.ObserveAsync(cancellationToken)).Find(slot) is not { Traffic.InFlight: > 0 } ? slot : null,
            context.Timings.Retire,
            context.Timings.LookEvery,
            context.Time,
            cancellationToken
        );
        if (context.Operation.Rolls)
        {
            await context.Target.StopAsync(slot, cancellationToken);
        }
        _seenOut = true;
        return context.Operation.Rolls ? $"slot {slot} has finished its requests and ended"
            : empty is null ? $"slot {slot} still answers long requests; they may finish"
            : $"slot {slot} has finished its requests and stays warm";
    }

    public Task UndoAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
