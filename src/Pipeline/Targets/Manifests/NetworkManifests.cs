using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>Nothing connects to anything, except what is named here.</summary>
internal static class NetworkManifests
{
    private const string NamespaceName = "kubernetes.io/metadata.name";
    private const int Https = 443;
    private const int Dns = 53;

    public static IEnumerable<V1NetworkPolicy> All(KubernetesEnvironment environment)
    {
        yield return Policy(environment, "default-deny", new V1LabelSelector(), ["Ingress", "Egress"]);
        yield return Api(environment);
        yield return Migration(environment);
        yield return Sources(environment);
        yield return StoreNetworkManifests.Database(environment);
        yield return StoreNetworkManifests.Cache(environment);
    }

    private static V1NetworkPolicy Api(KubernetesEnvironment environment)
    {
        var settings = environment.Settings;
        var callers = settings.Network.ControlPlane.Select(Block).ToList();
        if (settings.Ingress is { } ingress)
        {
            callers.Add(Namespace(ingress.ControllerNamespace));
        }
        if (settings.Gateway is { } gateway)
        {
            callers.Add(Namespace(gateway.PodNamespace ?? gateway.Namespace));
        }
        var policy = Policy(environment, Names.Deployment(slot: null), Selector(Labels.Api), ["Ingress", "Egress"]);
        // The gate "traffic" reads the pods' metrics through the API server.
        List<V1NetworkPolicyPeer> readers = [Namespace(settings.Monitoring.Namespace), .. settings.Network.ControlPlane.Select(Block)];
        policy.Spec.Ingress = [In(Ports.Metrics, readers)];
        if (callers.Count > 0)
        {
            policy.Spec.Ingress.Add(In(Ports.Http, callers));
        }
        policy.Spec.Egress =
        [
            NameLookups(),
            Out(Stores(settings.Network.Stores), settings.Network.DatabasePort, settings.Network.CachePort),
            Outside(settings.Network),
        ];
        return policy;
    }

    private static V1NetworkPolicy Migration(KubernetesEnvironment environment)
    {
        var policy = Policy(environment, "db-migration", Selector(Labels.MigrationComponent), ["Ingress", "Egress"]);
        policy.Spec.Egress = [NameLookups(), Out(Stores(environment.Settings.Network.Stores), environment.Settings.Network.DatabasePort)];
        return policy;
    }

    /// <summary>The Job of <c>data import --sources</c>: the database, and where the data come from.</summary>
    private static V1NetworkPolicy Sources(KubernetesEnvironment environment)
    {
        var network = environment.Settings.Network;
        var policy = Policy(environment, "data-sources", Selector(Labels.SourcesComponent), ["Ingress", "Egress"]);
        policy.Spec.Egress = [NameLookups(), Out(Stores(network.Stores), network.DatabasePort), Outside(network)];
        return policy;
    }

    private static V1NetworkPolicyEgressRule Outside(NetworkSettings network) =>
        Out(
            [
                new()
                {
                    IpBlock = new V1IPBlock { Cidr = "0.0.0.0/0", Except = [.. network.Private.Where(IsOld)] },
                },
            ],
            Https
        );

    public static V1NetworkPolicyEgressRule NameLookups() =>
        new() { To = [Namespace("kube-system")], Ports = [new() { Port = Dns, Protocol = "UDP" }, new() { Port = Dns, Protocol = "TCP" }] };

    public static V1NetworkPolicyIngressRule In(int port, IList<V1NetworkPolicyPeer> from) =>
        new() { FromProperty = from, Ports = [new() { Port = port, Protocol = "TCP" }] };

    private static V1NetworkPolicyEgressRule Out(IList<V1NetworkPolicyPeer> to, params IEnumerable<int> ports) =>
        new() { To = to, Ports = [.. ports.Select(port => new V1NetworkPolicyPort { Port = port, Protocol = "TCP" })] };

    /// <summary>Pods of this namespace, and the networks named.</summary>
    private static List<V1NetworkPolicyPeer> Stores(IEnumerable<string> networks) =>
        [new() { PodSelector = new V1LabelSelector() }, .. networks.Select(Block)];

    private static V1NetworkPolicyPeer Block(string network) => new() { IpBlock = new V1IPBlock { Cidr = network } };

    public static V1NetworkPolicyPeer Namespace(string name) =>
        new()
        {
            NamespaceSelector = new V1LabelSelector
            {
                MatchLabels = new Dictionary<string, string>(StringComparer.Ordinal) { [NamespaceName] = name },
            },
        };

    private static V1LabelSelector Selector(string component) =>
        new()
        {
            MatchLabels = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [Labels.App] = Names.Application,
                [Labels.Component] = component,
            },
        };

    private static bool IsOld(string network) => !network.Contains(':', StringComparison.Ordinal);

    public static V1NetworkPolicy Policy(KubernetesEnvironment environment, string name, V1LabelSelector pods, IList<string> ways) =>
        new()
        {
            ApiVersion = $"{V1NetworkPolicy.KubeGroup}/{V1NetworkPolicy.KubeApiVersion}",
            Kind = V1NetworkPolicy.KubeKind,
            Metadata = Labels.Metadata(environment, name),
            Spec = new V1NetworkPolicySpec { PodSelector = pods, PolicyTypes = ways },
        };
}

/// <summary>
/// Where database and cache run in the environment's own namespace, as deploy/helm installs them: who reaches them, and whom they reach.
/// Where they run elsewhere these select nothing.
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
