using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>
/// Who may do what: the pods may do nothing on the cluster; the deployer may do exactly what a release does, in this namespace alone.
/// </summary>
internal static class AccessManifests
{
    /// <summary>Runs the pods. No token is mounted.</summary>
    public static V1ServiceAccount PodAccount(KubernetesEnvironment environment) => Account(environment, Names.ServiceAccount);

    /// <summary>For whoever releases: short-lived tokens only, or the federated identity of the workflow.</summary>
    public static V1ServiceAccount DeployerAccount(KubernetesEnvironment environment) => Account(environment, Names.DeployerAccount);

    public static V1Role DeployerRole(KubernetesEnvironment environment) =>
        new()
        {
            ApiVersion = $"{V1Role.KubeGroup}/{V1Role.KubeApiVersion}",
            Kind = V1Role.KubeKind,
            Metadata = Labels.Metadata(environment, Names.Deployer),
            Rules =
            [
                .. DeployerPermissions.All.Select(permission => new V1PolicyRule
                {
                    ApiGroups = [permission.Group],
                    Resources = [permission.Resource],
                    Verbs = [.. permission.Verbs],
                }),
            ],
        };

    /// <summary>
    /// Binds the service account, for tokens made by hand, and the workflow's own identity where the API server trusts it.
    /// </summary>
    public static V1RoleBinding DeployerBinding(KubernetesEnvironment environment) =>
        new()
        {
            ApiVersion = $"{V1RoleBinding.KubeGroup}/{V1RoleBinding.KubeApiVersion}",
            Kind = V1RoleBinding.KubeKind,
            Metadata = Labels.Metadata(environment, Names.DeployerBinding),
            Subjects =
            [
                new()
                {
                    Kind = V1ServiceAccount.KubeKind,
                    Name = Names.DeployerAccount,
                    NamespaceProperty = environment.Namespace,
                },
                .. environment.Settings.Deployer is { } user
                    ? (Rbacv1Subject[])
                        [
                            new()
                            {
                                Kind = "User",
                                Name = user,
                                ApiGroup = V1Role.KubeGroup,
                            },
                        ]
                    : [],
            ],
            RoleRef = new V1RoleRef
            {
                ApiGroup = V1Role.KubeGroup,
                Kind = V1Role.KubeKind,
                Name = Names.Deployer,
            },
        };

    private static V1ServiceAccount Account(KubernetesEnvironment environment, string name) =>
        new()
        {
            ApiVersion = V1ServiceAccount.KubeApiVersion,
            Kind = V1ServiceAccount.KubeKind,
            Metadata = Labels.Metadata(environment, name),
            AutomountServiceAccountToken = false,
        };
}

/// <summary>What may be done to one kind of thing within the namespace.</summary>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Resource">In the plural, with the subresource behind a slash.</param>
/// <param name="Verbs">Sorted.</param>
internal sealed record Permission(string Group, string Resource, IReadOnlyList<string> Verbs);

/// <summary>The one list of what a release does on a cluster; the Role is made from it.</summary>
internal static class DeployerPermissions
{
    public static IReadOnlyList<Permission> All { get; } =
    [
        new("", "configmaps", ["create", "delete", "get", "list", "update"]),
        new("", "events", ["list"]),
        new("", "pods", ["list", "watch"]),
        new("", "pods/log", ["get"]),
        new("", "pods/proxy", ["get"]),
        new("", "secrets", ["create", "delete", "get", "list"]),
        new("", "services", ["create", "get", "list", "patch", "watch"]),
        new("", "services/proxy", ["get"]),
        new("apps", "deployments", ["create", "get", "list", "patch", "watch"]),
        new("apps", "deployments/scale", ["patch"]),
        new("batch", "cronjobs", ["create", "get", "patch"]),
        new("batch", "jobs", ["create", "delete", "list", "watch"]),
        new("coordination.k8s.io", "leases", ["create", "get", "update"]),
        new("discovery.k8s.io", "endpointslices", ["list", "watch"]),
    ];
}

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
