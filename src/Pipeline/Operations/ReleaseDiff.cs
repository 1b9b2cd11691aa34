using MalariaPredictor.Pipeline.Releases;

namespace MalariaPredictor.Pipeline.Operations;

/// <summary>What differs between two releases; equal parts are left out.</summary>
internal sealed record ReleaseDiff(string A, string B, IReadOnlyList<ReleaseDiff.Change> Changes)
{
    /// <param name="What">Which part, in the words of <c>pipeline releases</c>; settings by their name.</param>
    /// <param name="A">In the first; null where it has none.</param>
    /// <param name="B">In the second; null where it has none.</param>
    public sealed record Change(string What, string? A, string? B);

    public static ReleaseDiff Of(Release a, Release b) => new(a.Id, b.Id, [.. Parts(a, b).Where(part => part.A != part.B)]);

    private static IEnumerable<Change> Parts(Release a, Release b)
    {
        yield return new("commit", a.Commit, b.Commit);
        yield return new("artifact", a.Artifact, b.Artifact);
        yield return new("schema", $"{a.Schema.Min}–{a.Schema.Max}", $"{b.Schema.Min}–{b.Schema.Max}");
        foreach (var name in a.Configuration.Keys.Union(b.Configuration.Keys).Order(StringComparer.Ordinal))
            yield return new(name, a.Configuration.GetValueOrDefault(name), b.Configuration.GetValueOrDefault(name));
    }
}
