using System.ComponentModel;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Settings;

/// <summary>
/// The section <c>kubernetes</c> of an environment file: what differs from one cluster or environment to the next. What does not is code.
/// </summary>
internal sealed record KubernetesSettings
{
    [Description("The namespace that holds the environment and nothing else.")]
    [TextForm(TextForms.LabelWords, TextForms.Label)]
    public required string Namespace { get; init; }

    [Description("blue-green: two Deployments, one of which takes all traffic; rolling: one Deployment, pod by pod.")]
    public ReleaseStrategy Strategy { get; init; } = ReleaseStrategy.BlueGreen;

    [Description("The repository of the image, without tag or digest: a release names the digest.")]
    [TextForm("an image repository such as ghcr.io/owner/name, without tag or digest", TextForms.Repository)]
    public required string Image { get; init; }

    [Description("The Secret with the registry's credentials, where the image is not public.")]
    [TextForm(TextForms.NameWords, TextForms.Name)]
    public string? PullSecret { get; init; }

    [Description(
        "The user that the API server makes of the token of the workflow that deploys, such as github:owner/name:production; it "
            + "gets the rights of a release. Left out, only the service account github-actions has them."
    )]
    [TextForm("a user's name without spaces", "^[^\\s]{1,255}$")]
    public string? Deployer { get; init; }

    [Description("How many pods serve, and what makes them more.")]
    public ReplicaSettings Replicas { get; init; } = new();

    [Description("What a pod asks of its node, and what it may take at most.")]
    public ResourceSettings Resources { get; init; } = new();

    [Description("How long a pod may take to start and to end.")]
    public LifecycleSettings Lifecycle { get; init; } = new();

    [Description("The public address; left out, nothing outside of the cluster reaches the service.")]
    public IngressSettings? Ingress { get; init; }

    [Description("The public address by the Gateway API (an HTTPRoute), in place of an Ingress.")]
    public GatewaySettings? Gateway { get; init; }

    [Description("Who may connect to the pods, and to whom they may connect.")]
    public NetworkSettings Network { get; init; } = new();

    [Description("Where the Prometheus operator looks.")]
    public MonitoringSettings Monitoring { get; init; } = new();

    [Description("The volume of the nightly backups and of those before a migration; left out, none are made.")]
    public BackupSettings? Backups { get; init; }

    [Description("Where the External Secrets operator fetches the Secrets; left out, they are made by hand or by pipeline setup.")]
    public ExternalSecretSettings? ExternalSecrets { get; init; }

    [Description(
        "The backend's settings by their names. Secrets are not among them; ENVIRONMENT, PUBLIC_URL, METRICS_PORT, "
            + "DRAIN_SECONDS and BACKUP_DIR follow from the rest."
    )]
    [TextForm("a setting's name in capitals that holds no secret and does not follow from the rest of the file", TextForms.Variable)]
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

internal enum ReleaseStrategy
{
    Rolling,
    BlueGreen,
}

/// <summary>An environment on a cluster: everything the manifests are made from.</summary>
/// <param name="Name">The file's name and the value of ENVIRONMENT: staging or production.</param>
/// <param name="Settings">What its file says.</param>
internal sealed record KubernetesEnvironment(string Name, KubernetesSettings Settings)
{
    public string Namespace => Settings.Namespace;

    public bool BlueGreen => Settings.Strategy == ReleaseStrategy.BlueGreen;

    /// <summary>The slots, each with a Deployment of its own; a rolling environment has one, which has no name.</summary>
    public IReadOnlyList<string?> Slots => BlueGreen ? [TargetState.Blue, TargetState.Green] : [null];
}

internal sealed record MonitoringSettings
{
    [Description("The namespace of Prometheus, from which pods are scraped.")]
    [TextForm(TextForms.LabelWords, TextForms.Label)]
    public string Namespace { get; init; } = "monitoring";

    [Description("The Helm release of kube-prometheus-stack: it loads what bears its name as the label release, and nothing else.")]
    [TextForm(TextForms.LabelWords, TextForms.Label)]
    public string Release { get; init; } = "monitoring";
}

internal sealed record ExternalSecretSettings
{
    [Description("The SecretStore or ClusterSecretStore.")]
    [TextForm(TextForms.NameWords, TextForms.Name)]
    public required string Store { get; init; }

    [Description("Which of the two it is.")]
    [TextForm("SecretStore or ClusterSecretStore", "^(Cluster)?SecretStore$")]
    public string Kind { get; init; } = "ClusterSecretStore";

    [Description("What stands before each Secret's name in the store, such as production/.")]
    [TextForm("a path of letters, digits, dots, hyphens, underscores and slashes", "^[A-Za-z0-9._/-]*$")]
    public string Prefix { get; init; } = "";

    [Description("How often it is fetched anew, such as 1h.")]
    [TextForm("a duration such as 30m or 1h", "^[1-9][0-9]*[smh]$")]
    public string Refresh { get; init; } = "1h";
}

/// <summary>Forms that Kubernetes demands of names and quantities.</summary>
internal static class TextForms
{
    public const string LabelWords = "small letters, digits and hyphens, 63 at most";
    public const string Label = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";

    public const string NameWords = "small letters, digits, hyphens and dots";
    public const string Name = @"^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$";

    public const string Repository = @"^[a-z0-9]+([.-][a-z0-9]+)*(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+$";

    public const string CpuWords = "processors such as 500m or \"2\"";
    public const string Cpu = "^([1-9][0-9]*m|[1-9][0-9]*(\\.[0-9]+)?|0\\.[0-9]+)$";

    public const string MemoryWords = "an amount of memory such as 512Mi or 2Gi";
    public const string Memory = "^[1-9][0-9]*(Ki|Mi|Gi|Ti)$";

    public const string NetworkWords = "addresses such as 10.0.0.0/16";
    public const string Network = @"^([0-9]{1,3}\.){3}[0-9]{1,3}/([0-9]|[12][0-9]|3[0-2])$|^[0-9a-fA-F:]+/[0-9]{1,3}$";

    public const string HostWords = "a host name such as api.example.org";
    public const string Host = @"^([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,}$";

    /// <summary>Names of secrets, and of what the manifests set themselves, are refused.</summary>
    public const string Variable =
        "^(?!(ENVIRONMENT|PUBLIC_URL|METRICS_PORT|DRAIN_SECONDS|RELEASE_ID|BACKUP_DIR|DATABASE_URL|REDIS_URL|SENTRY_DSN)$)(?!.*(_KEY|"
        + "PASSWORD|TOKEN|SECRET)$)[A-Z][A-Z0-9_]*$";
}
