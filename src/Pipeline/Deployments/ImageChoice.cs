using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Jobs;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>The image a command is about, by its digest. What it was built from it says itself, in the cluster that is to run it.</summary>
internal sealed class ImageChoice(ClusterInstallation installation)
{
    private const string Digest = "@sha256:";

    public async Task<Candidate> TakeAsync(string? image, CancellationToken cancellationToken)
    {
        if (image is null || !ImageName.HasDigest(image))
        {
            throw new UserFacingException(
                image is null
                    ? $"environment {installation.Environment.Name} is on a cluster, and no image is named"
                    : $"'{image}' is not an image with its digest",
                $"Name one: --image {installation.Environment.Settings.Image}@sha256:… (a tag can be moved, so it is not taken)."
            );
        }
        var (commit, schema) = installation.Releases.All().LastOrDefault(release => release.Image == image) is { } known
            ? (known.Commit, known.Schema)
            : await AskAsync(image, cancellationToken);
        return new Candidate(
            image[(image.IndexOf(Digest, StringComparison.Ordinal) + Digest.Length)..],
            commit,
            schema,
            installation.Environment.Settings.Configuration,
            $"Secret {SecretCatalog.Database.Name}",
            image
        );
    }

    private Task<(string Commit, SchemaRange Schema)> AskAsync(string image, CancellationToken cancellationToken) =>
        new ReleaseJobs(installation.Api, installation.Environment, installation.Time).VersionAsync(
            image,
            $"image-{image[^12..]}",
            cancellationToken
        );
}
