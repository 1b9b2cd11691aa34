using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Releases.Engine;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>Back to a release before: at once where it is still warm, else from its artifact.</summary>
internal sealed class Rollback(IInstallation installation, ReleaseSession session, ReleasePolicy policy)
{
    /// <param name="to">The release to go to; null for the one that served before.</param>
    /// <param name="reason">Why, for the history.</param>
    public async Task<Operation> RunAsync(string? to, string? reason = null)
    {
        await installation.AdoptAsync(session.Cancel);
        var state = await session.Target.ObserveAsync(session.Cancel);
        var serving =
            state.ActiveSlot
            ?? throw new UserFacingException("nothing serves, so there is nothing to roll back from", "./pipeline up starts the service.");
        var target = installation.Releases.Get(
            to ?? (await installation.Journal.ReadAsync(session.Cancel)).Before(serving.Release) ?? throw NoneBefore(serving.Release)
        );
        if (target.Id == serving.Release)
        {
            throw new UserFacingException($"release {target.Id} already serves", "./pipeline status shows the releases.");
        }

        var warm = state.Slots.FirstOrDefault(slot => slot.Release == target.Id && slot.Condition == SlotCondition.Ready);
        await new RollbackFeasibility(installation, session.Target).RequireAsync(target, warm?.Name, serving.Name, session.Cancel);
        var displaced =
            state.Find(state.IdleSlot) is { Condition: SlotCondition.Ready or SlotCondition.Unready } other && warm is null
                ? other.Release
                : null;
        var operation = new Operation(
            $"{session.Token}-{target.Id}",
            OperationKind.Rollback,
            serving.Release,
            serving.Name,
            target.Id,
            warm?.Name ?? state.IdleSlot,
            displaced,
            Plan.Rollback(policy, warm is not null),
            ThisProcess.Owner,
            reason,
            Strategy: warm is null ? policy.Strategy : Strategy.BlueGreen,
            Instances: warm?.Instances ?? policy.Instances,
            FromInstances: serving.Instances
        );
        var context = StepContext.Of(operation, installation.Releases, session.Target, policy, installation.Hooks, installation.Time);
        await session.Engine.RunAsync(operation, Plan.Steps(context), session.Cancel);
        return operation;
    }

    private UserFacingException NoneBefore(string serving) =>
        new(
            $"no earlier release is known for a rollback from {serving}",
            $"Name one: ./pipeline rollback --to RELEASE. Known releases: "
                + $"{string.Join(", ", installation.Releases.All().TakeLast(5).Select(release => release.Id))}"
        );
}
