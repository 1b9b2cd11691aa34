using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets;

namespace MalariaPredictor.Pipeline.Operations;

/// <summary>What a deployment will do, from what the target shows now.</summary>
internal static class DeployPlan
{
    public static Operation Of(TargetState state, string release, long token, ReleasePolicy policy, bool withData)
    {
        var displaced = state.Find(state.IdleSlot) is { Condition: SlotCondition.Ready or SlotCondition.Unready } warm ? warm.Release : null;
        return new Operation(
            $"{token}-{release}", OperationKind.Deploy, state.ActiveSlot?.Release, state.Active, release, state.IdleSlot, displaced,
            Plan.Deploy(policy, withData), ThisProcess.Owner);
    }

    /// <summary>The same in words, without the lock, the host or the release that carrying it out will need.</summary>
    public static async Task<IReadOnlyList<string>> DescribeAsync(
        IInstallation installation, Candidate candidate, ReleasePolicy policy, CancellationToken cancel)
    {
        await using var target = installation.Target(token: 0);
        var sight = await installation.LookAsync(cancel);
        var release = candidate.As("(new)", installation.Time.GetUtcNow());
        var operation = Of(sight?.State ?? new TargetState(null, []), release.Id, token: 0, policy, withData: false);
        var context = StepContext.For(operation, release, installation.Releases, target, policy, installation.Hooks, installation.Time);
        return [.. Plan.Steps(context).Select(step => $"{step.Name}: {step.Intent}")];
    }
}
