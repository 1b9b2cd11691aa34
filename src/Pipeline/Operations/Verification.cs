using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Operations;

/// <summary>Whether a release is still, bit for bit, what was released: everything is hashed again.</summary>
/// <param name="Release">Which.</param>
/// <param name="Whole">True when every part is.</param>
/// <param name="Parts">Each part with what was found.</param>
internal sealed record Verification(string Release, bool Whole, IReadOnlyList<Verification.Part> Parts)
{
    public sealed record Part(string Name, bool Whole, string Found);

    public static async Task<Verification> RunAsync(IInstallation installation, string id, CancellationToken cancel)
    {
        var release = installation.Releases.Get(id);
        Part[] parts = [Record(release), Configured(release), installation is Installation machine ? await ArtifactAsync(machine, release, cancel) : Image(release)];
        return new Verification(id, parts.All(part => part.Whole), parts);
    }

    private static Part Record(Release release) => release.Seal is null
        ? new Part("record", false, "carries no seal: it was made by a version that did not seal")
        : Compare("record", release.Seal, ReleaseSeal.Of(release));

    private static Part Configured(Release release) => Compare("configuration", release.ConfigurationHash, Configuration.Hash(release.Configuration));

    /// <summary>Whoever pulls an image by its digest gets that image or none.</summary>
    private static Part Image(Release release) => Compare("artifact", release.Artifact, release.Image?.Split("@sha256:")[^1] ?? "none         ");

    private static async Task<Part> ArtifactAsync(Installation installation, Release release, CancellationToken cancel)
    {
        try
        {
            await installation.Artifacts.VerifyAsync(release.Artifact, cancel);
            return new Part("artifact", true, $"is {release.Artifact[..12]}");
        }
        catch (Failure changed)
        {
            return new Part("artifact", false, changed.Message);
        }
    }

    private static Part Compare(string name, string recorded, string actual) =>
        new(name, recorded == actual, recorded == actual ? $"is {actual[..12]}" : $"was changed: recorded {recorded[..Math.Min(12, recorded.Length)]}, now {actual[..12]}");
}
