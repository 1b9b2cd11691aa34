using System.Data.Common;
using Dapper;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources;

/// <summary>
/// Finds the stored place of each place of a file: the one with the same parent and canonical name. A parent that arrives later attaches to
/// the place there is, another parent is a move; where it is unclear which place is meant, the file is refused with the question.
/// </summary>
internal sealed class PlaceIdentity(
    IReadOnlyList<StoredPlace> stored,
    IReadOnlyList<FilePlace> places,
    ProblemList problems,
    Warnings warnings
)
{
    private readonly ILookup<string, StoredPlace> _named = stored
        .SelectMany(place => new[] { place.Written, place.Label }.Select(PlaceName.Canonical).Distinct().Select(name => (name, place)))
        .ToLookup(pair => pair.name, pair => pair.place, StringComparer.Ordinal);

    private readonly ILookup<string, FilePlace> _inFile = places.ToLookup(
        place => PlaceName.Canonical(place.Written),
        StringComparer.Ordinal
    );

    private readonly Dictionary<StoredPlace, FilePlace> _moved = [];

    /// <summary>The label of each place: that of the stored place, or of one to be made.</summary>
    public string[] Resolve()
    {
        var (labels, spelled) = (new string[places.Count], new List<string>());
        var taken = new Dictionary<string, FilePlace>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Length; i++)
        {
            var place = places[i];
            var known = Find(place);
            labels[i] = known?.Label ?? NewLabel(place);
            if (!taken.TryAdd(labels[i], place))
            {
                problems.Add(
                    place.ParentLine,
                    ChapColumns.Location,
                    place.Label,
                    $"{place.Label} and {taken[labels[i]].Label} are one place in the database, {labels[i]}.",
                    "Write the place in one way, or give each of two places its parent.",
                    cause: "one place twice"
                );
            }

            if (known is not null && place.Written != known.Written && place.Written != known.Label)
            {
                spelled.Add(
                    $"'{FileProblem.Shown(place.Written)}' is '{FileProblem.Shown(known.Label)}'"
                        + (PlaceName.LookAlike(place.Written, known.Label) ? " (accents, spaces or hyphens are other characters)" : "")
                );
            }
        }

        warnings.SayIf(
            spelled.Count > 0
                ? $"{spelled.Count} {(spelled.Count > 1 ? "places are" : "place is")} spelled differently from those in the "
                    + $"database, and taken for the same: "
                    + Warnings.Some(spelled)
                : null
        );
        return labels;
    }

    /// <summary>
    /// Another parent is a move, unless the file contradicts most of what is known of the place: then it is more likely another place of
    /// the same name.
    /// </summary>
    public async Task CheckMovesAsync(DbConnection connection, Dialect dialect, ObservationBatch batch)
    {
        var cases = await connection.ExecuteScalarAsync<long?>(
            "SELECT id FROM variable WHERE name = @name",
            new { name = Variables.Cases }
        );
        var column = batch.ColumnOf(Variables.Cases);
        foreach (var (known, place) in _moved)
        {
            var values = (await KnownValues.ReadAsync(dialect, connection, [known.Id])).Of(known.Id);
            var index = places.Index().First(pair => ReferenceEquals(pair.Item, place)).Index;
            var (shared, same) = (0, 0);
            for (var row = 0; row < batch.Rows && column >= 0 && cases is not null; row++)
            {
                if (
                    batch.LocationOf[row] == index
                    && values.TryGetValue((cases.Value, batch.OrdinalOf[row]), out var before)
                    && !double.IsNaN(before)
                    && !double.IsNaN(batch.Values[column][row])
                )
                {
                    shared++;
                    same += before.Equals(batch.Values[column][row]) ? 1 : 0;
                }
            }

            if (shared > 0 && same * 2 < shared)
            {
                problems.Add(
                    place.ParentLine,
                    ChapColumns.Parent,
                    place.Parent,
                    $"{known.Label} is part of {known.Parent} in the database, and of {place.Parent} here, where "
                        + $"{shared - same} of {shared} "
                        + "reports of the same period differ: it is unclear whether it moved or whether this is "
                        + "another place of the same name.",
                    $"If it moved, import a hierarchy with it first (--hierarchy); if there are two places, import "
                        + $"both in one file with the column {ChapColumns.Parent}.",
                    cause: "moved or another"
                );
            }
            else
            {
                warnings.Say($"{known.Label} moves from {known.Parent} to {place.Parent} with its history");
            }
        }
    }

    private StoredPlace? Find(FilePlace place)
    {
        var name = PlaceName.Canonical(place.Written);

        // After a step down and up of the schema, a place is known by the whole of its name alone.
        var whole = place.Parent is null ? [] : _named[PlaceName.Canonical($"{place.Written} ({place.Parent})")];
        StoredPlace[] candidates = [.. _named[name].Concat(whole).Distinct()];
        if (candidates.Length == 0)
        {
            return null;
        }

        return place.Parent is { } parent
            ? FindIn(place, PlaceName.Canonical(parent), candidates, [.. _inFile[name]])
            : FindAlone(place, candidates);
    }

    private StoredPlace? FindAlone(FilePlace place, StoredPlace[] candidates)
    {
        if (candidates.Length == 1)
        {
            return candidates[0];
        }

        // An older release made a place of each spelling: there the spelling tells them apart.
        if (
            candidates.All(known => known.Label == known.Written)
            && Array.Find(candidates, known => known.Label == place.Written) is { } exact
        )
        {
            return exact;
        }

        problems.Add(
            place.ParentLine,
            ChapColumns.Location,
            place.Written,
            $"the database holds {candidates.Length} places of this name: {Warnings.Some([.. candidates.Select(known => known.Label)])}.",
            $"Add a column {ChapColumns.Parent} that says which one is meant, or write its whole name.",
            cause: "several places of one name"
        );
        return null;
    }

    private StoredPlace? FindIn(FilePlace place, string parent, StoredPlace[] candidates, FilePlace[] namesakes)
    {
        StoredPlace[] there = [.. candidates.Where(known => IsIn(known, parent))];
        if (there.Length > 0)
        {
            return Array.Find(there, known => known.Label == place.Written) ?? there[0];
        }

        // Those that no other place of the file claims by its parent.
        StoredPlace[] free =
        [
            .. candidates.Where(known => !namesakes.Any(other => other.Parent is { } its && IsIn(known, PlaceName.Canonical(its)))),
        ];
        var claimants = namesakes.Count(other =>
            other.Parent is { } its && !candidates.Any(known => IsIn(known, PlaceName.Canonical(its)))
        );
        if (free.Length == 0)
        {
            return null;
        }

        if (free.Length == 1 && claimants == 1)
        {
            // With others of its name beside it, a place that has another parent is not this one.
            if (free[0].Parent is null || candidates.Length == 1)
            {
                if (free[0].Parent is not null)
                {
                    _moved[free[0]] = place;
                }

                return free[0];
            }
        }

        problems.Add(
            place.ParentLine,
            ChapColumns.Parent,
            place.Parent,
            $"the database holds "
                + string.Join(
                    " and ",
                    free.Select(known => known.Label + (known.Parent is null ? " without a parent" : $" in {known.Parent}"))
                )
                + $", and it is unclear whether one of them is {place.Written} in {place.Parent}.",
            "Import a hierarchy first (--hierarchy) that says of each place there what it is part of.",
            cause: "which of several"
        );
        return null;
    }

    private static bool IsIn(StoredPlace known, string parent) =>
        known.Parent is { } its
            ? PlaceName.Canonical(its) == parent
            : known.Label != known.Written && PlaceName.Canonical(known.Label) == PlaceName.Canonical($"{known.Written} ({parent})");

    private string NewLabel(FilePlace place) =>
        place.Parent is null || !_named.Contains(PlaceName.Canonical(place.Written)) ? place.Label : $"{place.Written} ({place.Parent})";
}
