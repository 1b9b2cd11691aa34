using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Process;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>Whether a release is still, bit for bit, what was released: everything is hashed again.</summary>
/// <param name="Release">Which.</param>
/// <param name="Whole">True when every part is.</param>
/// <param name="Parts">Each part with what was found.</param>
internal sealed record Verification(string Release, bool Whole, IReadOnlyList<Verification.Part> Parts)
{
    public sealed record Part(string Name, bool Whole, string Found);

    public static async Task<Verification> RunAsync(IInstallation installation, string id, CancellationToken cancellationToken)
    {
        var release = installation.Releases.Get(id);
        Part[] parts = [Record(release), Configured(release), .. await installation.VerifyAsync(release, cancellationToken)];
        return new Verification(id, parts.All(part => part.Whole), parts);
    }

    /// <summary>What this machine stores of a release.</summary>
    public static async Task<IReadOnlyList<Part>> StoredAsync(
        Installation installation,
        Release release,
        CancellationToken cancellationToken
    ) =>
        [
            await AskAsync("artifact", () => ArtifactAsync(installation, release, cancellationToken)),
            await AskAsync("SBOM", () => SbomAsync(installation, release, cancellationToken)),
            await AskAsync("model", () => ModelAsync(installation, release, cancellationToken)),
        ];

    private static Part Record(Release release) =>
        release.Seal is null
            ? new Part("record", false, "has no seal: an older version made it")
            : Compare("record", release.Seal, ReleaseSeal.Of(release));

    private static Part Configured(Release release) =>
        Compare("configuration", release.ConfigurationHash, Configuration.Hash(release.Configuration));

    /// <summary>Whoever pulls an image by its digest gets that image or none.</summary>
    public static Part Image(Release release) =>
        Compare("artifact", release.Artifact, release.Image?.Split("@sha256:")[^1] ?? "none         ");

    private static async Task<(bool, string)> ArtifactAsync(Installation installation, Release release, CancellationToken cancellationToken)
    {
        await installation.Artifacts.VerifyAsync(release.Artifact, cancellationToken);
        return (true, $"is {release.Artifact[..12]}");
    }

    private static async Task<(bool, string)> SbomAsync(Installation installation, Release release, CancellationToken cancellationToken)
    {
        if (release.Sbom is not { } recorded)
        {
            return (false, "was not recorded: an older version made the release");
        }
        return await installation.Artifacts.VerifySbomAsync(release.Artifact, recorded, cancellationToken) is { } wrong
            ? (false, wrong)
            : (true, $"is {recorded[..12]}, {installation.Artifacts.SbomPath(release.Artifact)}");
    }

    private static async Task<(bool, string)> ModelAsync(Installation installation, Release release, CancellationToken cancellationToken)
    {
        if ((await installation.Journal.ReadAsync(cancellationToken)).ModelOf(release.Id) is not { } digest)
        {
            return (true, "is none: the release never went into service, or reported no model");
        }
        var registered = await new BackendTool(
            installation.Artifacts.PathOf(release.Artifact),
            installation.State.Root,
            release.Configuration
        ).ModelsAsync(cancellationToken);
        var model = registered.FirstOrDefault(model => model.Digest == digest);
        return model is null ? (false, $"{digest} is not in the registry of {release.Database} any more")
            : !model.Whole ? (false, $"{digest} was changed after it was registered")
            : (
                true,
                $"is {digest}, {model.Name} version {model.Version}{(model.Champion ? ", the champion" : "; another is champion now")}"
            );
    }

    private static async Task<Part> AskAsync(string name, Func<Task<(bool Whole, string Found)>> ask)
    {
        try
        {
            var (whole, found) = await ask();
            return new Part(name, whole, found);
        }
        catch (UserFacingException changed)
        {
            return new Part(name, false, changed.Message);
        }
    }

    private static Part Compare(string name, string recorded, string actual) =>
        new(
            name,
            recorded == actual,
            recorded == actual
                ? $"is {actual[..12]}"
                : $"was changed: recorded {recorded[..Math.Min(12, recorded.Length)]}, now {actual[..12]}"
        );
}
