using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Hooks;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>What every step of an operation works with. Rebuilt from the journal when another process takes the operation up.</summary>
internal sealed record StepContext(
    Operation Operation,
    Release To,
    Release? From,
    Release? Displaced,
    ITarget Target,
    ReleasePolicy Policy,
    HookRunner Hooks,
    TimeProvider Time
)
{
    /// <summary>What is known of the database already, from the plan; null where it is to be asked.</summary>
    public DatabaseOutlook? Outlook { get; init; }

    public string Slot => Operation.Slot;

    /// <summary>
    /// The new release takes the old one's place, so there is nothing beside it to compare with or to go back to at once.
    /// </summary>
    public bool Rolls => Operation.FromSlot == Slot;

    public ReleaseTimings Timings => Policy.Timings;

    public GateSubject Subject => new(Target, Slot, To.Id, To.Commit, Rolls ? null : Operation.FromSlot);

    public static StepContext Of(
        Operation operation,
        IReleaseStore releases,
        ITarget target,
        ReleasePolicy policy,
        HookRunner hooks,
        TimeProvider time
    ) => For(operation, releases.Get(operation.To), releases, target, policy, hooks, time);

    /// <summary>For a release that may not be stored yet, as in a dry run.</summary>
    public static StepContext For(
        Operation operation,
        Release to,
        IReleaseStore releases,
        ITarget target,
        ReleasePolicy policy,
        HookRunner hooks,
        TimeProvider time
    ) =>
        new(
            operation,
            to,
            operation.From is { } from ? releases.Find(from) : null,
            operation.Displaced is { } displaced ? releases.Find(displaced) : null,
            target,
            policy,
            hooks,
            time
        );
}
