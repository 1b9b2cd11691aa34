using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets;

namespace MalariaPredictor.Pipeline.Operations;

/// <summary>Puts a candidate into service through the engine.</summary>
internal sealed class Deployment(Installation installation, ReleaseSession session, ReleaseTimings timings)
{
    /// <summary>True when that candidate is what serves, and serves well: there is nothing to do.</summary>
    public async Task<bool> IsServedAsync(Candidate candidate)
    {
        var active = (await session.Target.ObserveAsync(session.Cancel)).ActiveSlot;
        return active is not null
            && installation.Releases.Find(active.Release) is { } serving
            && serving.SameAs(candidate.As(serving.Id, serving.Created))
            && active.Condition is SlotCondition.Ready or SlotCondition.Starting;
    }

    public async Task<Operation> RunAsync(Candidate candidate, IReleaseStep? data)
    {
        var release = installation.Releases.Add(id => candidate.As(id, installation.Time.GetUtcNow()), candidate.Commit);
        var state = await session.Target.ObserveAsync(session.Cancel);
        var operation = DeployPlan.Of(state, release.Id, session.Token, withData: data is not null);
        var context = StepContext.Of(operation, installation.Releases, session.Target, timings, installation.Time);
        await session.Engine.RunAsync(operation, Plan.Steps(context, data), session.Cancel);
        await session.PruneArtifactsAsync();
        return operation;
    }
}
