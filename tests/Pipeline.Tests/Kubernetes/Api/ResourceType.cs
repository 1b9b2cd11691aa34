using k8s.Models;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>A kind of object the server keeps.</summary>
/// <param name="Group">Empty for the core.</param>
/// <param name="Version">As in the path.</param>
/// <param name="Plural">As in the path.</param>
/// <param name="Kind">As in the object.</param>
/// <param name="Form">The fields it may have; null where a custom resource keeps what it is given.</param>
/// <param name="Namespaced">False for what belongs to the cluster.</param>
internal sealed record ResourceType(string Group, string Version, string Plural, string Kind, Type? Form, bool Namespaced = true)
{
    public string Qualified => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public static ResourceType Namespaces { get; } = new("", "v1", "namespaces", "Namespace", typeof(V1Namespace), Namespaced: false);

    public static ResourceType Pods { get; } = new("", "v1", "pods", "Pod", typeof(V1Pod));

    public static ResourceType Events { get; } = new("", "v1", "events", "Event", typeof(Corev1Event));

    public static ResourceType Services { get; } = new("", "v1", "services", "Service", typeof(V1Service));

    public static ResourceType ConfigMaps { get; } = new("", "v1", "configmaps", "ConfigMap", typeof(V1ConfigMap));

    public static ResourceType Secrets { get; } = new("", "v1", "secrets", "Secret", typeof(V1Secret));

    public static ResourceType Deployments { get; } = new("apps", "v1", "deployments", "Deployment", typeof(V1Deployment));

    public static ResourceType ReplicaSets { get; } = new("apps", "v1", "replicasets", "ReplicaSet", typeof(V1ReplicaSet));

    public static ResourceType Jobs { get; } = new("batch", "v1", "jobs", "Job", typeof(V1Job));

    public static ResourceType EndpointSlices { get; } =
        new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", typeof(V1EndpointSlice));

    public static ResourceType Leases { get; } = new("coordination.k8s.io", "v1", "leases", "Lease", typeof(V1Lease));

    public static ResourceType Autoscalers { get; } =
        new("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", typeof(V2HorizontalPodAutoscaler));

    public static ResourceType DisruptionBudgets { get; } =
        new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", typeof(V1PodDisruptionBudget));

    public static ResourceType Roles { get; } = new("rbac.authorization.k8s.io", "v1", "roles", "Role", typeof(V1Role));

    public static ResourceType RoleBindings { get; } =
        new("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", typeof(V1RoleBinding));

    public static ResourceType AccessReviews { get; } =
        new(
            "authorization.k8s.io",
            "v1",
            "selfsubjectaccessreviews",
            "SelfSubjectAccessReview",
            typeof(V1SelfSubjectAccessReview),
            Namespaced: false
        );

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        Namespaces,
        Pods,
        Services,
        ConfigMaps,
        Secrets,
        Deployments,
        ReplicaSets,
        Jobs,
        EndpointSlices,
        Leases,
        Autoscalers,
        DisruptionBudgets,
        Roles,
        RoleBindings,
        AccessReviews,
        new("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", typeof(V1PersistentVolumeClaim)),
        new("batch", "v1", "cronjobs", "CronJob", typeof(V1CronJob)),
        new("gateway.networking.k8s.io", "v1", "httproutes", "HTTPRoute", Form: null),
        new("", "v1", "serviceaccounts", "ServiceAccount", typeof(V1ServiceAccount)),
        Events,
        new("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", typeof(V1NetworkPolicy)),
        new("networking.k8s.io", "v1", "ingresses", "Ingress", typeof(V1Ingress)),
        new("monitoring.coreos.com", "v1", "prometheusrules", "PrometheusRule", Form: null),
        new("monitoring.coreos.com", "v1", "servicemonitors", "ServiceMonitor", Form: null),
        new("external-secrets.io", "v1", "externalsecrets", "ExternalSecret", Form: null),
    ];

    public static ResourceType? Find(string group, string version, string plural) =>
        All.FirstOrDefault(type => type.Group == group && type.Version == version && type.Plural == plural);
}
