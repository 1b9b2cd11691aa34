using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Releases.Engine;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>Puts a candidate into service through the engine.</summary>
internal sealed class Deployment(IInstallation installation, ReleaseSession session, ReleasePolicy policy)
{
    /// <summary>
    /// True when that candidate is what serves, and serves well, if need be after a moment to start again: there is nothing to do.
    /// </summary>
    public async Task<bool> IsServedAsync(Candidate candidate)
    {
        if (
            await ActiveAsync() is not { } active
            || installation.Releases.Find(active.Release) is not { } serving
            || !serving.SameAs(candidate.As(serving.Id, serving.Created))
        )
        {
            return false;
        }
        return await Wait.ForAsync(
            async () => await ActiveAsync() is { Condition: SlotCondition.Ready } ready ? ready : null,
            policy.Timings.Ready,
            policy.Timings.LookEvery,
            installation.Time,
            session.Cancel
        )
            is not null;
    }

    /// <summary>True when a person has just rolled back from this very candidate: only a deployment by command brings it back.</summary>
    public async Task<bool> WasRolledBackAsync(Candidate candidate) =>
        (await installation.Journal.ReadAsync(session.Cancel)).LeftBehind is { } left
        && installation.Releases.Find(left) is { } release
        && release.SameAs(candidate.As(left, release.Created));

    /// <param name="candidate">What becomes a release.</param>
    /// <param name="data">What brings the data, if that is part of it.</param>
    /// <param name="reason">Why, for the history.</param>
    /// <param name="asked">A plan made before, which is to be carried out as it is or not at all; null plans now.</param>
    public async Task<Operation> RunAsync(Candidate candidate, IReleaseStep? data, string? reason = null, ReleasePlan? asked = null)
    {
        await installation.AdoptAsync(session.Cancel);
        var (made, outlook) = await new PlanMaker(installation, policy).MakeAsync(candidate, withData: data is not null, session.Cancel);
        if (asked?.ChangesTo(made) is { Count: > 0 } changes)
        {
            throw new UserFacingException(
                $"the conditions have changed since plan {asked.Seal![..12]} was made on {asked.Made:yyyy-MM-dd HH:mm:ss} "
                    + $"UTC:\n  {string.Join("\n  ", changes)}",
                "Nothing was changed. Make a new plan and review it: ./pipeline plan --out FILE"
            );
        }
        var release = await installation.Releases.AddAsync(
            id => candidate.As(id, installation.Time.GetUtcNow()),
            candidate.Commit,
            session.Cancel
        );
        var state = await session.Target.ObserveAsync(session.Cancel);
        var operation = DeployPlan.Of(state, release.Id, session.Token, policy, withData: data is not null) with
        {
            Reason = reason,
            PlanDigest = (asked ?? made).Seal,
        };
        var context = StepContext.Of(operation, installation.Releases, session.Target, policy, installation.Hooks, installation.Time) with
        {
            Outlook = outlook,
        };
        await session.Engine.RunAsync(operation, Plan.Steps(context, data), session.Cancel);
        await installation.PruneAsync(policy.KeptReleases, session.Cancel);
        return operation;
    }

    private async Task<SlotState?> ActiveAsync() => (await session.Target.ObserveAsync(session.Cancel)).ActiveSlot;
}

/// <summary>What a deployment will do, from what the target shows now.</summary>
internal static class DeployPlan
{
    public static Operation Of(TargetState state, string release, long token, ReleasePolicy policy, bool withData)
    {
        var displaced = state.Find(state.IdleSlot) is { Condition: SlotCondition.Ready or SlotCondition.Unready } warm
            ? warm.Release
            : null;
        return new Operation(
            $"{token}-{release}",
            OperationKind.Deploy,
            state.ActiveSlot?.Release,
            state.Active,
            release,
            state.IdleSlot,
            displaced,
            Plan.Deploy(policy, withData),
            ThisProcess.Owner,
            Strategy: policy.Strategy,
            Instances: policy.Instances,
            FromInstances: state.ActiveSlot?.Instances ?? 1
        );
    }
}
