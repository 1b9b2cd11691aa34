using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Releases;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>What differs between two releases; equal parts are left out.</summary>
internal sealed record ReleaseDiff(string A, string B, IReadOnlyList<ReleaseDiff.Change> Changes)
{
    /// <param name="What">Which part, in the words of <c>pipeline releases</c>; settings by their name.</param>
    /// <param name="A">In the first; null where it has none.</param>
    /// <param name="B">In the second; null where it has none.</param>
    public sealed record Change(string What, string? A, string? B);

    public static ReleaseDiff Of(Release a, Release b) => new(a.Id, b.Id, [.. Parts(a, b).Where(Differs), .. Settings(a, b)]);

    /// <summary>The same, with the models they went into service with.</summary>
    public static ReleaseDiff Of(Release a, Release b, JournalHistory history) =>
        Of(a, b) is var diff && new Change("model", history.ModelOf(a.Id), history.ModelOf(b.Id)) is var model && Differs(model)
            ? diff with
            {
                Changes = [.. diff.Changes, model],
            }
            : diff;

    public static IEnumerable<Change> Settings(Release a, Release b) =>
        a
            .Configuration.Keys.Union(b.Configuration.Keys)
            .Order(StringComparer.Ordinal)
            .Select(name => new Change(name, a.Configuration.GetValueOrDefault(name), b.Configuration.GetValueOrDefault(name)))
            .Where(Differs);

    private static IEnumerable<Change> Parts(Release a, Release b)
    {
        yield return new("commit", a.Commit, b.Commit);
        yield return new("artifact", a.Artifact, b.Artifact);
        yield return new("SBOM", a.Sbom, b.Sbom);
        yield return new("schema", $"{a.Schema.Min}–{a.Schema.Max}", $"{b.Schema.Min}–{b.Schema.Max}");
        yield return new("tests", TestSummary.Words(a.Tests), TestSummary.Words(b.Tests));
    }

    private static bool Differs(Change change) => change.A != change.B;
}
