using Dapper;
using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.GeoJson;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Sources.Hierarchies;

/// <summary>
/// Brings parents into the database. Of a hierarchy file, a column of the observations and properties of the boundaries the first that is given
/// counts. A hierarchy file replaces what there was; the others add to it.
/// </summary>
internal static class HierarchyImport
{
    /// <returns>The hierarchy as it is now, and what was noticed.</returns>
    /// <exception cref="RejectedFileException">What is said makes no hierarchy.</exception>
    public static async Task<(Hierarchy Hierarchy, IReadOnlyList<string> Warnings)> StoreAsync(
        Recording recording,
        HierarchyFile? hierarchy,
        ChapFile? observations,
        BoundaryFile? boundaries
    )
    {
        var (file, lines) =
            hierarchy is not null ? (hierarchy.Name, hierarchy.Lines)
            : observations is { Parents.Count: > 0 } ? (observations.Name, observations.Parents)
            : boundaries is { Parents.Count: > 0 } ? (boundaries.Name, boundaries.Parents)
            : (observations?.Name ?? "", []);
        var stored = hierarchy is null ? await LocationParents.AllAsync(recording.Connection) : [];
        var locations = (await recording.Connection.QueryAsync<string>("SELECT name FROM location")).ToHashSet(StringComparer.Ordinal);
        var problems = new ProblemList(file);
        foreach (var line in stored.Where(line => locations.Contains(line.Parent)).DistinctBy(line => line.Parent))
        {
            problems.Add(
                0,
                ChapColumns.Location,
                line.Parent,
                $"{line.Parent} is a group that {line.Child} is part of: with reports of its own its cases would count twice.",
                "Leave out its rows, or import a hierarchy without it first."
            );
        }

        var parents = HierarchyRules.Check(stored, lines, locations, problems);
        problems.ThrowIfAny();
        if (hierarchy is not null || lines.Count > 0)
        {
            await LocationParents.ReplaceAsync(recording, parents);
        }

        string[] loose = parents.Count == 0 ? [] : [.. locations.Where(name => !parents.ContainsKey(name)).Order(StringComparer.Ordinal)];
        return (
            Hierarchy.Of(parents),
            loose.Length == 0
                ? []
                : [$"{loose.Length} locations are part of no group, and count in the total of all alone: {Warnings.Some(loose)}"]
        );
    }
}
