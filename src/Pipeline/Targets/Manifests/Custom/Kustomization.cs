namespace MalariaPredictor.Pipeline.Targets.Manifests.Custom;

/// <summary>The list by which <c>kubectl apply -k</c> finds a folder's manifests.</summary>
/// <param name="Resources">Files beside it, in the order of application.</param>
/// <param name="Images">Where an image's digest is named once for all that use it.</param>
internal sealed record Kustomization(IReadOnlyList<string> Resources, IReadOnlyList<KustomizedImage>? Images = null)
{
    public const string File = "kustomization.yaml";

    public string ApiVersion { get; } = "kustomize.config.k8s.io/v1beta1";

    public string Kind { get; } = "Kustomization";
}

internal sealed record KustomizedImage(string Name, string Digest);
