using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>What one release brings into its environment.</summary>
/// <param name="Id">The release's name, which its pods report.</param>
/// <param name="Commit">What it was built from.</param>
/// <param name="Image">The image with its digest: <c>repository@sha256:…</c>.</param>
/// <param name="Suffix">Sets apart the ConfigMap, the Secrets and the Job of this release; empty for manifests applied by hand.</param>
/// <param name="Configuration">The backend's settings by their names, no secrets.</param>
internal sealed record ReleaseParts(
    string Id,
    string Commit,
    string Image,
    string Suffix,
    IReadOnlyDictionary<string, string> Configuration
)
{
    /// <summary>A digest no image has: where nobody has named one, nothing is pulled, rather than whatever is newest.</summary>
    public const string NoDigest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    private const string NoRelease = "by-hand";

    /// <summary>
    /// For manifests that are applied without a release: one name for everything, and an image that is still to be named.
    /// </summary>
    public static ReleaseParts ByHand(KubernetesEnvironment environment) =>
        new(NoRelease, NoRelease, $"{environment.Settings.Image}@{NoDigest}", Suffix: "", environment.Settings.Configuration);
}
