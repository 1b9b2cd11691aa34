namespace MalariaPredictor.Pipeline.Targets.Manifests;

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
