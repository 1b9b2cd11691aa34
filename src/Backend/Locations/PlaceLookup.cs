using System.Collections.Frozen;
using System.Globalization;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Locations;

/// <summary>
/// Finds the place or group that a user means: by id (<c>id:7</c>), by the unique name, or by any spelling of the name as it was
/// written.
/// </summary>
public sealed class PlaceLookup
{
    private const string ById = "id:";

    private readonly FrozenDictionary<long, Location> _byId;
    private readonly FrozenDictionary<string, Location> _byName;
    private readonly FrozenDictionary<string, Location[]> _canonical;
    private readonly FrozenSet<string> _ambiguous;
    private readonly FrozenDictionary<string, string> _groups;
    private readonly Hierarchy _hierarchy;

    public PlaceLookup(IReadOnlyList<Location> locations, Hierarchy hierarchy)
    {
        _hierarchy = hierarchy;
        _byId = locations.ToFrozenDictionary(place => place.Id);
        _byName = locations.ToFrozenDictionary(place => place.Name, StringComparer.Ordinal);
        _canonical = locations
            .SelectMany(place => new[] { place.Name, place.Written }.Select(PlaceName.Canonical).Distinct().Select(name => (name, place)))
            .GroupBy(pair => pair.name, pair => pair.place, StringComparer.Ordinal)
            .ToFrozenDictionary(places => places.Key, places => places.ToArray(), StringComparer.Ordinal);

        // Groups that an older release told apart by their spelling alone are found by that spelling only.
        _groups = hierarchy
            .Groups.Select(group => group.Name)
            .GroupBy(PlaceName.Canonical, StringComparer.Ordinal)
            .Where(same => same.Count() == 1)
            .ToFrozenDictionary(same => same.Key, same => same.Single(), StringComparer.Ordinal);

        // Places of one name that an older release told apart by their spelling alone are still found by it.
        _ambiguous = _canonical
            .Values.Where(places => places.Length > 1 && places.Any(place => place.Name != place.Written))
            .SelectMany(places => places.Where(place => place.Name == place.Written).Select(place => place.Name))
            .ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Whether a place's unique name is also the name of another, so that it does not say which is meant.</summary>
    public bool IsAmbiguous(ReadOnlySpan<char> name) =>
        _ambiguous.Count > 0 && _ambiguous.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    /// <summary>The unique name of the place that is meant, or the places that may be; neither where there is none.</summary>
    public (string? Name, IReadOnlyList<AmbiguousPlace> Candidates) Find(string asked)
    {
        if (_byName.ContainsKey(asked) && !IsAmbiguous(asked))
        {
            return (asked, []);
        }

        if (
            asked.StartsWith(ById, StringComparison.Ordinal)
            && long.TryParse(asked.AsSpan(ById.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        )
        {
            return (_byId.GetValueOrDefault(id)?.Name, []);
        }

        var found = asked.Length > LongestName ? [] : _canonical.GetValueOrDefault(PlaceName.Canonical(asked), []);
        return found.Length switch
        {
            0 => (null, []),
            1 => (found[0].Name, []),
            _ => (
                null,
                [.. found.Select(place => new AmbiguousPlace(place.Id, place.Name, _hierarchy.Above(place.Name).FirstOrDefault()?.Name))]
            ),
        };
    }

    /// <summary>The name of the group that is meant; null where there is none.</summary>
    public string? FindGroup(string asked) =>
        _hierarchy.Find(asked) is not null ? asked
        : asked.Length > LongestName ? null
        : _groups.GetValueOrDefault(PlaceName.Canonical(asked));

    /// <summary>The location, the group, or the whole country that is meant. A name as it is stored comes before other spellings.</summary>
    public (string? Name, IReadOnlyList<AmbiguousPlace> Candidates) FindAny(string asked)
    {
        if (!_byName.ContainsKey(asked) && (_hierarchy.Find(asked) is not null || asked == Total.Country))
        {
            return (asked, []);
        }

        var found = Find(asked);
        return found.Name is not null || found.Candidates.Count > 0 ? found : (FindGroup(asked) ?? Country(asked), []);
    }

    /// <summary><c>total</c>, in whatever spelling; null for any other name.</summary>
    public static string? Country(string asked) =>
        asked.Length <= LongestName && PlaceName.Same(asked, Total.Country) ? Total.Country : null;

    /// <summary>No name is longer, so a longer text is not worth taking apart.</summary>
    private const int LongestName = 1000;
}
