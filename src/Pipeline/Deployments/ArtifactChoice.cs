using MalariaPredictor.Pipeline.Artifacts;
using MalariaPredictor.Pipeline.Ci;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Targets.Process;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>The artifact a command is about: built from the checkout, or given as a hash or a published folder.</summary>
internal sealed class ArtifactChoice(Installation installation)
{
    /// <param name="Digest">Of its content.</param>
    /// <param name="Path">Where it lies.</param>
    /// <param name="Commit">Of its sources.</param>
    /// <param name="Schema">What it can run on.</param>
    /// <param name="Sbom">The hash of what it is made of.</param>
    /// <param name="Tests">What the checks said of its sources, if they were run on them.</param>
    /// <param name="How">It was come by.</param>
    public sealed record Chosen(string Digest, string Path, string Commit, SchemaRange Schema, string Sbom, TestSummary? Tests, string How)
    {
        public Candidate With(IReadOnlyDictionary<string, string> configuration) =>
            new(Digest, Commit, Schema, configuration) { Sbom = Sbom, Tests = Tests };

        public override string ToString() => $"{Digest[..12]} of commit {Commit}, {How}";
    }

    /// <param name="given">A hash, the beginning of one, or a folder; null builds the checkout.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Chosen> TakeAsync(string? given, CancellationToken cancellationToken)
    {
        var (digest, how) =
            given is null ? await BuildAsync(cancellationToken)
            : Directory.Exists(given) ? (await installation.Artifacts.CopyAsync(given, cancellationToken), "copied")
            : (installation.Artifacts.Find(given), "kept");
        var path = installation.Artifacts.PathOf(digest);
        var (commit, schema) = await new BackendTool(path, installation.State.Root, new Dictionary<string, string>()).VersionAsync(
            cancellationToken
        );
        return new Chosen(
            digest,
            path,
            commit,
            schema,
            await installation.Artifacts.SbomAsync(digest, cancellationToken),
            Tests(commit),
            how
        );
    }

    /// <summary>
    /// Of the checkout this command works on; an artifact from elsewhere was tested elsewhere, and nothing is known of that here.
    /// </summary>
    private static TestSummary? Tests(string commit) =>
        Repository.TryFind() is { } repository ? CiRecord.Of(repository.Root, commit) : null;

    private async Task<(string Digest, string How)> BuildAsync(CancellationToken cancellationToken)
    {
        var repository = Repository.Find();
        var commit = await SourceCommit.ReadAsync(repository, cancellationToken);
        var notes = Directory.CreateDirectory(Path.Combine(installation.State.Root, "builds")).FullName;
        var (digest, built) = await new BackendPublisher(repository, installation.Artifacts, notes).PublishAsync(commit, cancellationToken);
        return (digest, built ? "built" : "already built");
    }
}
