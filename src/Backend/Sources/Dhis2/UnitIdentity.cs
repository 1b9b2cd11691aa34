using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Sources.Dhis2;

/// <summary>A unit that is stored as a place.</summary>
/// <param name="Uid">Its lasting identifier.</param>
/// <param name="Location">The place's id.</param>
/// <param name="Name">As DHIS2 called it last.</param>
/// <param name="Parent">The UID of its parent; null at the top.</param>
/// <param name="Gone">Whether it was not there any more.</param>
internal sealed record KnownUnit(string Uid, long Location, string Name, string? Parent, bool Gone);

/// <summary>Which place each unit is.</summary>
/// <param name="Labels">The unique name of each unit's place, by UID: of one there is, or of one to be made.</param>
/// <param name="Renamed">Places that are called otherwise from now on.</param>
/// <param name="Held">Units that are not stored before somebody says what they are.</param>
/// <param name="Gone">Units that were there before.</param>
/// <param name="Warnings">What was noticed.</param>
internal sealed record UnitPlaces(
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyList<(long Id, string From, string To, string Written)> Renamed,
    IReadOnlyList<OrgUnit> Held,
    IReadOnlyList<KnownUnit> Gone,
    IReadOnlyList<string> Warnings
);

/// <summary>
/// Finds the place of each organisation unit: by UID where it is known, else, once, by name and parent among the places that came from
/// files. What is unclear is asked for, and never guessed.
/// </summary>
internal sealed class UnitIdentity(
    IReadOnlyList<OrgUnit> units,
    IReadOnlyList<KnownUnit> known,
    IReadOnlyList<StoredPlace> stored,
    IReadOnlyDictionary<string, string> said
)
{
    private readonly Dictionary<string, KnownUnit> _known = known.ToDictionary(unit => unit.Uid, StringComparer.Ordinal);
    private readonly Dictionary<long, StoredPlace> _places = stored.ToDictionary(place => place.Id);
    private readonly HashSet<long> _taken = [.. known.Select(unit => unit.Location)];
    private readonly Warnings _warnings = new();
    private readonly List<string> _questions = [];

    /// <exception cref="UserFacingException">It is unclear which place a unit is: the question, and where to answer it.</exception>
    public UnitPlaces Resolve()
    {
        var present = units.Select(unit => unit.Uid).ToHashSet(StringComparer.Ordinal);
        KnownUnit[] gone = [.. known.Where(unit => !present.Contains(unit.Uid))];
        KnownUnit[] open = [.. gone.Where(unit => said.GetValueOrDefault(unit.Uid) is not (Dhis2Settings.Keep or Dhis2Settings.Withdraw))];
        var found = new Dictionary<string, long?>(StringComparer.Ordinal);
        OrgUnit[] fresh = [.. units.Where(unit => !_known.ContainsKey(unit.Uid))];
        foreach (var unit in fresh)
        {
            if (Find(unit, fresh) is { } place)
            {
                found[unit.Uid] = place.Id;
                _taken.Add(place.Id);
            }
        }

        OrgUnit[] unmatched = [.. fresh.Where(unit => !found.ContainsKey(unit.Uid))];
        OrgUnit[] unsaid = [.. unmatched.Where(unit => said.GetValueOrDefault(unit.Uid) != Dhis2Settings.New)];
        AskOfUnmatched(unsaid);
        ThrowQuestions();
        OrgUnit[] held = open.Length > 0 ? unsaid : [];
        foreach (var unit in unmatched.Except(held))
        {
            found[unit.Uid] = null;
        }

        Tell(open, held, gone);
        TellIdleLines(present);
        var (labels, renamed) = Labels(found);
        return new UnitPlaces(labels, renamed, held, gone, _warnings.All);
    }

    /// <summary>The place from a file that a unit is; null where there is none.</summary>
    private StoredPlace? Find(OrgUnit unit, OrgUnit[] fresh)
    {
        if (said.GetValueOrDefault(unit.Uid) is { } name)
        {
            return name switch
            {
                Dhis2Settings.New => null,
                Dhis2Settings.Keep or Dhis2Settings.Withdraw => throw Bad(unit, $"'{name}' is for units that are no longer there."),
                _ => stored.FirstOrDefault(place => PlaceName.Same(place.Label, name)) switch
                {
                    null => throw Bad(unit, $"there is no place '{name}' in the database."),
                    var place when _taken.Contains(place.Id) => throw Bad(unit, $"'{name}' is another unit already."),
                    var place => place,
                },
            };
        }

        StoredPlace[] named = [.. Free.Where(place => PlaceName.Same(place.Written, unit.Name) || PlaceName.Same(place.Label, unit.Name))];
        StoredPlace[] here = [.. named.Where(place => IsIn(place, unit))];
        if (here.Length == 1)
        {
            return here[0];
        }

        var alone = fresh.Count(other => PlaceName.Same(other.Name, unit.Name)) == 1;
        if (named is [{ Parent: null } only] && alone)
        {
            return only;
        }

        if (named.Length > 0)
        {
            _questions.Add($"whether {Shown(unit)} is {string.Join(" or ", named.Select(place => Shown(place)))}");
        }

        return null;
    }

    private IEnumerable<StoredPlace> Free => stored.Where(place => !_taken.Contains(place.Id));

    private static bool IsIn(StoredPlace place, OrgUnit unit) =>
        unit.Above.Any(above =>
            place.Parent is { } parent
                ? PlaceName.Same(parent, above.Name)
                : place.Label != place.Written && PlaceName.Same(place.Label, $"{place.Written} ({above.Name})")
        );

    /// <summary>Places from files and units that are left over on both sides may be the same under two spellings.</summary>
    private void AskOfUnmatched(OrgUnit[] unsaid)
    {
        string[] left = [.. Free.Select(place => place.Label)];
        if (left.Length == 0)
        {
            return;
        }

        foreach (var unit in unsaid)
        {
            var near = NearNames.Nearest(unit.Name, left);
            _questions.Add(
                $"whether {Shown(unit)} is one of the places of the database"
                    + (near is null ? $" ({Warnings.Some(left)})" : $" (such as '{near}')")
            );
        }
    }

    private void ThrowQuestions()
    {
        if (_questions.Count > 0)
        {
            throw new UserFacingException(
                $"{Dhis2Client.Source}: it is unclear {Warnings.Some(_questions, 3)}.",
                "Say so in the sources file below dhis2.places, a line for each: UID: Name of the place in the database, or UID: new. "
                    + "Nothing is stored before."
            );
        }
    }

    private void Tell(KnownUnit[] open, OrgUnit[] held, KnownUnit[] gone)
    {
        if (open.Length > 0)
        {
            _warnings.Say(
                $"no longer at this level: {Warnings.Some([.. open.Select(unit => $"{unit.Name} ({unit.Uid})")])}"
                    + (held.Length > 0 ? $"; new there, and not stored yet: {Warnings.Some([.. held.Select(Shown)])}" : "")
                    + ". Whether units were split, merged or closed is not guessed: say of each below dhis2.places in the sources "
                    + $"file UID: {Dhis2Settings.Withdraw} where others now hold its earlier reports too, or UID: {Dhis2Settings.Keep} "
                    + "where they do not"
            );
        }

        foreach (var unit in units.Where(unit => _known.ContainsKey(unit.Uid)))
        {
            var before = _known[unit.Uid];
            if (before.Parent is not null && before.Parent != unit.Parent?.Uid)
            {
                _warnings.Say($"{unit.Name} ({unit.Uid}) was moved to {unit.Parent?.Name ?? "the top"}: its series goes on there");
            }

            if (before.Gone)
            {
                _warnings.Say($"{unit.Name} ({unit.Uid}) is there again");
            }
        }

        string[] withdrawn = [.. gone.Where(unit => said.GetValueOrDefault(unit.Uid) == Dhis2Settings.Withdraw).Select(unit => unit.Name)];
        if (withdrawn.Length > 0)
        {
            _warnings.Say($"withdrawn, as the sources file says: {Warnings.Some(withdrawn)}");
        }
    }

    /// <summary>Lines of the sources file that change nothing are more likely a mistake.</summary>
    private void TellIdleLines(HashSet<string> present)
    {
        string[] idle =
        [
            .. said.Where(pair =>
                    present.Contains(pair.Key) && _known.TryGetValue(pair.Key, out var unit)
                        ? pair.Value != Dhis2Settings.New && !PlaceName.Same(pair.Value, _places[unit.Location].Label)
                        : !present.Contains(pair.Key) && !_known.ContainsKey(pair.Key)
                )
                .Select(pair => $"{pair.Key}: {pair.Value}"),
        ];
        _warnings.SayIf(
            idle.Length == 0
                ? null
                : "lines below dhis2.places in the sources file that change nothing, since the unit is not there or was stored as a place "
                    + "before: "
                    + Warnings.Some(idle)
        );
    }

    private (Dictionary<string, string> Labels, List<(long Id, string From, string To, string Written)> Renamed) Labels(
        Dictionary<string, long?> found
    )
    {
        var renamedUnits = units
            .Where(unit => _known.TryGetValue(unit.Uid, out var before) && before.Name != unit.Name)
            .ToDictionary(unit => _known[unit.Uid].Location);
        var used = stored
            .Where(place => !renamedUnits.ContainsKey(place.Id))
            .Select(place => PlaceName.Canonical(place.Label))
            .ToHashSet(StringComparer.Ordinal);
        var several = units.ToLookup(unit => PlaceName.Canonical(unit.Name), StringComparer.Ordinal);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var renamed = new List<(long Id, string From, string To, string Written)>();
        foreach (var unit in units)
        {
            var id = _known.TryGetValue(unit.Uid, out var before) ? before.Location : found.GetValueOrDefault(unit.Uid);
            if (id is null && !found.ContainsKey(unit.Uid))
            {
                continue;
            }

            if (id is { } place && !renamedUnits.ContainsKey(place))
            {
                labels[unit.Uid] = _places[place].Label;
                continue;
            }

            var label = Unique(unit, used, several[PlaceName.Canonical(unit.Name)].Count() > 1);
            used.Add(PlaceName.Canonical(label));
            labels[unit.Uid] = label;
            if (id is { } old)
            {
                renamed.Add((old, _places[old].Label, label, unit.Name));
                _warnings.Say($"{_places[old].Label} is called {label} in DHIS2 now: it keeps its series and is shown so from now on");
            }
        }

        return (labels, [.. renamed.Where(place => place.From != place.To)]);
    }

    private static string Unique(OrgUnit unit, HashSet<string> used, bool several)
    {
        bool IsFree(string label) => !used.Contains(PlaceName.Canonical(label));
        var within = unit.Parent is { } parent ? $"{unit.Name} ({parent.Name})" : unit.Name;
        return !several && IsFree(unit.Name) ? unit.Name
            : IsFree(within) ? within
            : $"{within} {unit.Uid}";
    }

    private static string Shown(OrgUnit unit) => $"{unit.Name}{(unit.Parent is { } parent ? $" in {parent.Name}" : "")} ({unit.Uid})";

    private static string Shown(StoredPlace place) => $"'{place.Label}'{(place.Parent is { } parent ? $" in {parent}" : "")}";

    private static UserFacingException Bad(OrgUnit unit, string what) =>
        new($"{Dhis2Client.Source}: the sources file, dhis2.places.{unit.Uid} ({unit.Name}): {what}", "Correct that line.");
}
