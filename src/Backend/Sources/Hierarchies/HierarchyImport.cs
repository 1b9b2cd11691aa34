using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Sources.Hierarchies;

/// <summary>
/// Brings parents into the database. Of a hierarchy file, a column of the observations and properties of the boundaries, the first
/// that is given counts. A hierarchy file replaces what there was; the others add to it.
/// </summary>
internal static class HierarchyImport
{
    /// <param name="recording">Within which it is stored.</param>
    /// <param name="hierarchy">A file of its own, or null.</param>
    /// <param name="from">The file of <paramref name="others"/>.</param>
    /// <param name="others">What another file says, by the labels of the places.</param>
    /// <returns>The hierarchy as it is now, and what was noticed.</returns>
    /// <exception cref="RejectedFileException">What is said makes no hierarchy.</exception>
    public static async Task<(Hierarchy Hierarchy, IReadOnlyList<string> Warnings)> StoreAsync(
        Recording recording,
        HierarchyFile? hierarchy,
        string from,
        IReadOnlyList<ParentLine> others
    )
    {
        var (problems, noticed) = (new ProblemList(hierarchy?.Name ?? from), new Warnings());
        var places = await StoredPlace.AllAsync(recording.Connection);
        var before = await LocationParents.AllAsync(recording.Connection);
        var names = new KnownNames(places, before, problems, noticed);
        var lines = (hierarchy?.Lines ?? others).Select(line => names.Known(line, hierarchy is not null)).OfType<ParentLine>().ToList();
        names.Tell();
        var stored = hierarchy is null ? before : [];
        var locations = places.Select(place => place.Label).ToHashSet(StringComparer.Ordinal);
        foreach (var line in stored.Where(line => locations.Contains(line.Parent)).DistinctBy(line => line.Parent))
        {
            problems.Add(
                0,
                ChapColumns.Location,
                line.Parent,
                $"{line.Parent} is a group that {line.Child} is part of: with reports of its own its cases would count twice.",
                "Leave out its rows, or import a hierarchy without it first.",
                cause: "group with reports"
            );
        }

        var parents = HierarchyRules.Check(stored, lines, locations, problems);
        problems.ThrowIfAny();
        if (hierarchy is not null || lines.Count > 0)
        {
            await LocationParents.ReplaceAsync(recording, parents);
        }

        string[] loose = parents.Count == 0 ? [] : [.. locations.Where(name => !parents.ContainsKey(name)).Order(StringComparer.Ordinal)];
        noticed.SayIf(
            loose.Length == 0
                ? null
                : $"{loose.Length} locations are part of no group, and count in the total of all alone: {Warnings.Some(loose)}"
        );
        return (Hierarchy.Of(parents), noticed.All);
    }

    /// <summary>Names of places and groups, found in whatever spelling.</summary>
    private sealed class KnownNames(
        IReadOnlyList<StoredPlace> places,
        IReadOnlyList<ParentLine> before,
        ProblemList problems,
        Warnings noticed
    )
    {
        private readonly ILookup<string, StoredPlace> _places = places
            .SelectMany(place => new[] { place.Written, place.Label }.Select(PlaceName.Canonical).Distinct().Select(name => (name, place)))
            .ToLookup(pair => pair.name, pair => pair.place, StringComparer.Ordinal);

        private readonly HashSet<string> _labels = places.Select(place => place.Label).ToHashSet(StringComparer.Ordinal);

        private readonly Dictionary<string, string> _groups = before
            .Select(line => line.Parent)
            .DistinctBy(PlaceName.Canonical)
            .ToDictionary(PlaceName.Canonical, StringComparer.Ordinal);

        private readonly List<string> _spelled = [];

        /// <summary>The line by the names that are stored; null where it is unclear which place is meant.</summary>
        public ParentLine? Known(ParentLine line, bool byName)
        {
            var parent = Group(line.Parent);
            if (!byName)
            {
                // Children are the labels of places, or groups whose own rows were left out.
                return line with { Child = _labels.Contains(line.Child) ? line.Child : Group(line.Child), Parent = parent };
            }

            StoredPlace[] named = [.. _places[PlaceName.Canonical(line.Child)].Distinct()];
            var child =
                named.Length == 0 ? Group(line.Child)
                : named.Length == 1 ? named[0].Label
                : Among(named, line);
            if (child is null)
            {
                problems.Add(
                    line.Line,
                    ChapColumns.Location,
                    line.Child,
                    $"there are {named.Length} places of this name: {Warnings.Some([.. named.Select(place => place.Label)])}.",
                    "Write the whole name of the one that is meant.",
                    cause: "several places of one name"
                );
                return null;
            }

            if (child != line.Child && named.Length == 1 && named[0].Written != line.Child)
            {
                _spelled.Add($"'{FileProblem.Shown(line.Child)}' is '{FileProblem.Shown(child)}'");
            }

            return new ParentLine(child, parent, line.Line);
        }

        public void Tell() =>
            noticed.SayIf(
                _spelled.Count > 0
                    ? $"{_spelled.Count} names are spelled differently from those in the database: {Warnings.Some(_spelled)}"
                    : null
            );

        private static string? Among(StoredPlace[] named, ParentLine line) =>
            (
                Array.Find(named, place => place.Label == line.Child && place.Label != place.Written)
                ?? Array.Find(named, place => place.Parent is { } parent && PlaceName.Same(parent, line.Parent))
                ?? Array.Find(named, place => PlaceName.Same(place.Label, $"{line.Child} ({line.Parent})"))
                ?? (
                    Array.TrueForAll(named, place => place.Label == place.Written)
                        ? Array.Find(named, place => place.Label == line.Child)
                        : null
                )
            )?.Label;

        private string Group(string name)
        {
            var canonical = PlaceName.Canonical(name);
            StoredPlace[] named = [.. _places[canonical].Distinct()];
            if (named is [var place])
            {
                return place.Label;
            }

            _groups.TryAdd(canonical, name);
            return _groups[canonical];
        }
    }
}
