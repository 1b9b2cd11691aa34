using System.ComponentModel;
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
