using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>
/// Where database and cache run in the environment's own namespace, as deploy/helm installs them: who reaches them, and whom they reach.
/// Where
/// they run elsewhere these select nothing.
/// </summary>
internal static class StoreNetworkManifests
{
    /// <summary>What CloudNativePG writes on every pod of a database.</summary>
    private const string DatabaseLabel = "cnpg.io/cluster";

    private const string OperatorNamespace = "cnpg-system";
    private const int InstanceManagerPort = 8000;
    private const int DatabaseMetricsPort = 9187;
    private const int CacheMetricsPort = 9121;

    /// <summary>An instance of the database asks the API server who leads, and keeps its backups by HTTPS.</summary>
    private static readonly int[] SecurePorts = [443, 6443];

    public static V1NetworkPolicy Database(KubernetesEnvironment environment)
    {
        var (settings, database) = (
            environment.Settings,
            new V1LabelSelector { MatchExpressions = [new() { Key = DatabaseLabel, OperatorProperty = "Exists" }] }
        );
        var policy = NetworkManifests.Policy(environment, "database", database, ["Ingress", "Egress"]);
        policy.Spec.Ingress =
        [
            NetworkManifests.In(settings.Network.DatabasePort, [Application(), new() { PodSelector = database }]),
            NetworkManifests.In(InstanceManagerPort, [new() { PodSelector = database }, NetworkManifests.Namespace(OperatorNamespace)]),
            NetworkManifests.In(DatabaseMetricsPort, [NetworkManifests.Namespace(settings.Monitoring.Namespace)]),
        ];
        policy.Spec.Egress =
        [
            NetworkManifests.NameLookups(),
            new() { To = [new() { PodSelector = database }], Ports = [Tcp(settings.Network.DatabasePort), Tcp(InstanceManagerPort)] },
            new() { Ports = [.. SecurePorts.Select(Tcp)] },
        ];
        return policy;
    }

    public static V1NetworkPolicy Cache(KubernetesEnvironment environment)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Labels.Component] = "cache" };
        var policy = NetworkManifests.Policy(environment, "cache", new V1LabelSelector { MatchLabels = labels }, ["Ingress", "Egress"]);
        policy.Spec.Ingress =
        [
            NetworkManifests.In(environment.Settings.Network.CachePort, [Application()]),
            NetworkManifests.In(CacheMetricsPort, [NetworkManifests.Namespace(environment.Settings.Monitoring.Namespace)]),
        ];
        policy.Spec.Egress = [NetworkManifests.NameLookups()];
        return policy;
    }

    private static V1NetworkPolicyPeer Application() =>
        new()
        {
            PodSelector = new V1LabelSelector
            {
                MatchLabels = new Dictionary<string, string>(StringComparer.Ordinal) { [Labels.App] = Names.Application },
            },
        };

    private static V1NetworkPolicyPort Tcp(int port) => new() { Port = port, Protocol = "TCP" };
}
