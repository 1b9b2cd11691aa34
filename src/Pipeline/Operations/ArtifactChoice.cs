using MalariaPredictor.Pipeline.Artifacts;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Setup;
using MalariaPredictor.Pipeline.Targets.Process;

namespace MalariaPredictor.Pipeline.Operations;

/// <summary>The artifact a command is about: built from the checkout, or given as a hash or a published folder.</summary>
internal sealed class ArtifactChoice(Installation installation)
{
    public sealed record Chosen(string Digest, string Path, string Commit, SchemaRange Schema, string How)
    {
        public override string ToString() => $"{Digest[..12]} of commit {Commit}, {How}";
    }

    /// <param name="given">A hash, the beginning of one, or a folder; null builds the checkout.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<Chosen> TakeAsync(string? given, CancellationToken cancel)
    {
        var (digest, how) = given is null ? await BuildAsync(cancel)
            : Directory.Exists(given) ? (await installation.Artifacts.CopyAsync(given, cancel), "copied")
            : (installation.Artifacts.Find(given), "kept");
        var path = installation.Artifacts.PathOf(digest);
        var (commit, schema) = await new BackendTool(path, installation.State.Root, new Dictionary<string, string>()).VersionAsync(cancel);
        return new Chosen(digest, path, commit, schema, how);
    }

    private async Task<(string Digest, string How)> BuildAsync(CancellationToken cancel)
    {
        var repository = Repository.Find();
        var commit = await SourceCommit.ReadAsync(repository, cancel);
        var notes = Directory.CreateDirectory(Path.Combine(installation.State.Root, "builds")).FullName;
        var (digest, built) = await new BackendPublisher(repository, installation.Artifacts, notes).PublishAsync(commit, cancel);
        return (digest, built ? "built" : "already built");
    }
}
