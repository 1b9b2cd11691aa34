using k8s;
using k8s.Models;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Custom;

/// <summary>
/// Tells the External Secrets operator which Secret to keep, and from where (external-secrets.io/v1); what of it is in use here.
/// </summary>
internal sealed record ExternalSecret : IKubernetesObject<V1ObjectMeta>, ISpec<ExternalSecretSpec>
{
    public string ApiVersion { get; set; } = "external-secrets.io/v1";

    public string Kind { get; set; } = "ExternalSecret";

    public required V1ObjectMeta Metadata { get; set; }

    public required ExternalSecretSpec Spec { get; set; }
}

internal sealed record ExternalSecretSpec(
    string RefreshInterval,
    StoreReference SecretStoreRef,
    SecretTarget Target,
    IReadOnlyList<RemoteSecret> DataFrom
);

internal sealed record StoreReference(string Name, string Kind);

internal sealed record SecretTarget(string Name, string CreationPolicy = "Owner");

/// <param name="Extract">Every value of one secret of the store.</param>
internal sealed record RemoteSecret(RemoteKey Extract);

internal sealed record RemoteKey(string Key);
