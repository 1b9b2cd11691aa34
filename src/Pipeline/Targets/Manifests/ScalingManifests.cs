using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>
/// An autoscaler and a disruption budget for each slot. An autoscaler leaves a Deployment with no replicas alone, so the idle slot's rests
/// until a release starts pods there.
/// </summary>
internal static class ScalingManifests
{
    /// <summary>A burst that ends is often followed by another.</summary>
    private const int CalmSeconds = 300;

    public static V2HorizontalPodAutoscaler Autoscaler(KubernetesEnvironment environment, string? slot)
    {
        var replicas = environment.Settings.Replicas;
        return new V2HorizontalPodAutoscaler
        {
            ApiVersion = $"{V2HorizontalPodAutoscaler.KubeGroup}/{V2HorizontalPodAutoscaler.KubeApiVersion}",
            Kind = V2HorizontalPodAutoscaler.KubeKind,
            Metadata = Labels.Metadata(environment, Names.Deployment(slot), Labels.Selector(slot)),
            Spec = new V2HorizontalPodAutoscalerSpec
            {
                ScaleTargetRef = new V2CrossVersionObjectReference
                {
                    ApiVersion = $"{V1Deployment.KubeGroup}/{V1Deployment.KubeApiVersion}",
                    Kind = V1Deployment.KubeKind,
                    Name = Names.Deployment(slot),
                },
                MinReplicas = replicas.Minimum,
                MaxReplicas = Math.Max(replicas.Minimum, replicas.Maximum),
                Metrics =
                [
                    new()
                    {
                        Type = "Resource",
                        Resource = new V2ResourceMetricSource
                        {
                            Name = "cpu",
                            Target = new() { Type = "Utilization", AverageUtilization = replicas.CpuPercent },
                        },
                    },
                ],
                Behavior = new() { ScaleDown = new() { StabilizationWindowSeconds = CalmSeconds } },
            },
        };
    }

    /// <summary>Of a slot, since a slot that is just starting would otherwise forbid the draining of any node.</summary>
    public static V1PodDisruptionBudget DisruptionBudget(KubernetesEnvironment environment, string? slot) =>
        new()
        {
            ApiVersion = $"{V1PodDisruptionBudget.KubeGroup}/{V1PodDisruptionBudget.KubeApiVersion}",
            Kind = V1PodDisruptionBudget.KubeKind,
            Metadata = Labels.Metadata(environment, Names.Deployment(slot), Labels.Selector(slot)),
            Spec = new V1PodDisruptionBudgetSpec
            {
                MaxUnavailable = 1,
                UnhealthyPodEvictionPolicy = "AlwaysAllow",
                Selector = new V1LabelSelector { MatchLabels = Labels.Selector(slot) },
            },
        };
}
