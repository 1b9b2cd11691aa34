using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>The namespace. It refuses pods that are not restricted: root, privileges, host paths.</summary>
internal static class NamespaceManifest
{
    private const string PodSecurity = "pod-security.kubernetes.io/";
    private const string Restricted = "restricted";

    /// <summary>The rules are those of this version, so that a cluster's upgrade does not change what is admitted.</summary>
    private const string Version = "v1.32";

    public static V1Namespace Of(KubernetesEnvironment environment)
    {
        var labels = Labels.Of(environment);
        foreach (var mode in (string[])["enforce", "audit", "warn"])
        {
            labels[PodSecurity + mode] = Restricted;
            labels[$"{PodSecurity}{mode}-version"] = Version;
        }
        return new V1Namespace
        {
            ApiVersion = V1Namespace.KubeApiVersion,
            Kind = V1Namespace.KubeKind,
            Metadata = new V1ObjectMeta { Name = environment.Namespace, Labels = labels },
        };
    }
}
