using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Releases.Engine;

namespace MalariaPredictor.Pipeline.Deployments;

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
