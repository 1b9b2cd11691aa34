using System.Globalization;
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

/// <summary>The serving container: its ports, and how the kubelet learns that it has started, serves, lives, and may end.</summary>
internal static class ApiContainer
{
    private const int StartupEverySeconds = 2;

    public static V1Container Of(KubernetesEnvironment environment, ReleaseParts release) =>
        new()
        {
            Name = Names.Container,
            Image = release.Image,
            ImagePullPolicy = "IfNotPresent",
            Args = ["serve", "--host", "0.0.0.0", "--port", Ports.Http.ToString(CultureInfo.InvariantCulture)],
            Ports =
            [
                new()
                {
                    Name = Names.HttpPort,
                    ContainerPort = Ports.Http,
                    Protocol = "TCP",
                },
                new()
                {
                    Name = Names.MetricsPort,
                    ContainerPort = Ports.Metrics,
                    Protocol = "TCP",
                },
            ],
            EnvFrom = ContainerParts.Settings(release),
            Env = ContainerParts.Variables(release, SecretCatalog.All),
            StartupProbe = Probe("startup", StartupEverySeconds, environment.Settings.Lifecycle.StartupSeconds / StartupEverySeconds),
            ReadinessProbe = Probe("readiness", periodSeconds: 5, failures: 2),
            LivenessProbe = Probe("liveness", periodSeconds: 10, failures: 3),
            Lifecycle = PreStop(environment.Settings.Lifecycle.PreStopSeconds),
            Resources = ContainerParts.Resources(environment),
            SecurityContext = ContainerParts.Security(),
            VolumeMounts = ContainerParts.Mounts(),
        };

    private static V1Probe Probe(string which, int periodSeconds, int failures) =>
        new()
        {
            HttpGet = new V1HTTPGetAction { Path = "/health/" + which, Port = Names.HttpPort },
            PeriodSeconds = periodSeconds,
            TimeoutSeconds = 3,
            FailureThreshold = failures,
        };

    /// <summary>The image has no shell to sleep with; the kubelet does it.</summary>
    private static V1Lifecycle? PreStop(int seconds) =>
        seconds == 0 ? null : new V1Lifecycle { PreStop = new V1LifecycleHandler { Sleep = new V1SleepAction { Seconds = seconds } } };
}

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
