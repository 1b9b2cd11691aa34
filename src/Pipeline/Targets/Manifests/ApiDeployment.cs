using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>The pods of a slot.</summary>
internal static class ApiDeployment
{
    /// <summary>What the backend gives its requests in flight after it has drained, and a little more: only then is it killed.</summary>
    private const int ShutdownSeconds = 30 + 5;

    private const int RolloutSlackSeconds = 60;

    /// <param name="environment">Where.</param>
    /// <param name="slot">blue or green; null in an environment that rolls.</param>
    /// <param name="release">What.</param>
    /// <param name="replicas">Null leaves the number to whoever holds it: the autoscaler, or an earlier release.</param>
    public static V1Deployment Of(KubernetesEnvironment environment, string? slot, ReleaseParts release, int? replicas) =>
        new()
        {
            ApiVersion = $"{V1Deployment.KubeGroup}/{V1Deployment.KubeApiVersion}",
            Kind = V1Deployment.KubeKind,
            Metadata = Labels.Metadata(
                environment,
                Names.Deployment(slot),
                [.. Labels.Selector(slot), KeyValuePair.Create(Labels.Release, release.Id)]
            ),
            Spec = new V1DeploymentSpec
            {
                Replicas = replicas,
                RevisionHistoryLimit = 3,
                ProgressDeadlineSeconds = environment.Settings.Lifecycle.StartupSeconds + RolloutSlackSeconds,
                Selector = new V1LabelSelector { MatchLabels = Labels.Selector(slot) },
                Strategy = new V1DeploymentStrategy
                {
                    Type = "RollingUpdate",
                    RollingUpdate = new V1RollingUpdateDeployment { MaxSurge = 1, MaxUnavailable = 0 },
                },
                Template = new V1PodTemplateSpec
                {
                    Metadata = PodMetadata(environment, slot, release),
                    Spec = Pod(environment, slot, release),
                },
            },
        };

    private static V1ObjectMeta PodMetadata(KubernetesEnvironment environment, string? slot, ReleaseParts release)
    {
        var labels = Labels.Of(environment);
        foreach (var (key, value) in Labels.Selector(slot))
        {
            labels[key] = value;
        }
        labels[Labels.Release] = release.Id;
        return new V1ObjectMeta
        {
            Labels = labels,
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [Labels.Commit] = release.Commit },
        };
    }

    private static V1PodSpec Pod(KubernetesEnvironment environment, string? slot, ReleaseParts release)
    {
        var lifecycle = environment.Settings.Lifecycle;
        return new V1PodSpec
        {
            ServiceAccountName = Names.ServiceAccount,
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            ImagePullSecrets = ContainerParts.PullSecrets(environment),
            SecurityContext = ContainerParts.PodSecurity(),
            TerminationGracePeriodSeconds = lifecycle.PreStopSeconds + lifecycle.DrainSeconds + ShutdownSeconds,
            TopologySpreadConstraints = [Spread("topology.kubernetes.io/zone", slot), Spread("kubernetes.io/hostname", slot)],
            Containers = [ApiContainer.Of(environment, release)],
            Volumes = ContainerParts.Volumes(environment),
        };
    }

    /// <summary>Apart where there is room; on a small cluster rather together than not at all.</summary>
    private static V1TopologySpreadConstraint Spread(string over, string? slot) =>
        new()
        {
            MaxSkew = 1,
            TopologyKey = over,
            WhenUnsatisfiable = "ScheduleAnyway",
            LabelSelector = new V1LabelSelector { MatchLabels = Labels.Selector(slot) },
            MatchLabelKeys = ["pod-template-hash"],
        };
}
