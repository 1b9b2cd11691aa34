using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Hierarchies;

/// <summary>What makes a hierarchy of lines that name parents, and what is wrong with those that make none.</summary>
internal static class HierarchyRules
{
    private const string Column = "parent";

    /// <summary>The parent of each name.</summary>
    /// <param name="stored">What was known before and stays.</param>
    /// <param name="lines">What a file says.</param>
    /// <param name="locations">The names that have reports.</param>
    /// <param name="problems">Told whatever is wrong.</param>
    public static Dictionary<string, string> Check(
        IEnumerable<ParentLine> stored,
        IReadOnlyList<ParentLine> lines,
        IReadOnlySet<string> locations,
        ProblemList problems
    )
    {
        var parents = stored.ToDictionary(line => line.Child, StringComparer.Ordinal);
        var said = new Dictionary<string, ParentLine>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (said.TryGetValue(line.Child, out var before) && before.Parent != line.Parent)
            {
                problems.Add(
                    line.Line,
                    Column,
                    line.Parent,
                    $"{line.Child} has another parent, {before.Parent}, in line {before.Line}.",
                    "Keep one of the two: a place is part of one group.",
                    cause: "two parents"
                );
            }

            said.TryAdd(line.Child, line);
            parents[line.Child] = said[line.Child];
        }

        CheckNames(parents, said.Values, locations, problems);
        CheckCycles(parents, said.Values, problems);
        return parents.ToDictionary(pair => pair.Key, pair => pair.Value.Parent, StringComparer.Ordinal);
    }

    private static void CheckNames(
        Dictionary<string, ParentLine> parents,
        IEnumerable<ParentLine> said,
        IReadOnlySet<string> locations,
        ProblemList problems
    )
    {
        var groups = parents.Values.Select(line => line.Parent).ToHashSet(StringComparer.Ordinal);
        var searched = 0;
        foreach (var line in said)
        {
            if (!locations.Contains(line.Child) && !groups.Contains(line.Child))
            {
                // Only the first of a cause is told in full, and a search through all names takes its time.
                var near =
                    searched++ == 0 && NearNames.Nearest(line.Child, locations.Concat(groups)) is { } name ? $"Is '{name}' meant? " : "";
                problems.Add(
                    line.Line,
                    "location",
                    line.Child,
                    "no location and no group has this name.",
                    near + "Write the name as in the observations, or leave the line out.",
                    cause: "unknown name"
                );
            }

            if (PlaceCells.Wrong(line.Parent) is { } wrong)
            {
                problems.Add(line.Line, Column, line.Parent, wrong, "Write the group's name.");
            }

            if (locations.Contains(line.Parent))
            {
                problems.Add(
                    line.Line,
                    Column,
                    line.Parent,
                    $"{line.Parent} has reports of its own, so its cases and those of {line.Child} would count twice.",
                    "Leave out its rows in the observations, or this line.",
                    cause: "group with reports"
                );
            }
        }
    }

    private static void CheckCycles(Dictionary<string, ParentLine> parents, IEnumerable<ParentLine> said, ProblemList problems)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in said.OrderBy(line => line.Line))
        {
            var path = new List<string> { line.Child };
            while (parents.TryGetValue(path[^1], out var next) && !path.Contains(next.Parent, StringComparer.Ordinal))
            {
                path.Add(next.Parent);
            }

            // A cycle that begins above this line is told of where it closes.
            if (parents.TryGetValue(path[^1], out var closing) && closing.Parent == line.Child && told.Add(line.Child))
            {
                told.UnionWith(path);
                problems.Add(
                    line.Line,
                    Column,
                    line.Parent,
                    $"{string.Join(" is part of ", [.. path, line.Child])}.",
                    "A place cannot be part of itself: take one of these lines out."
                );
            }
        }
    }
}
