using System.Globalization;
using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

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
