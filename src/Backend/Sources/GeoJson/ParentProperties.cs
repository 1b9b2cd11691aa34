using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Sources.GeoJson;

/// <summary>
/// What features say of the group their place is part of: <c>parentName</c> where there is one, else <c>parent</c>, which DHIS2 fills
/// with the parent's id, else a property named like a level above. An id is taken for itself, as CHAP does, unless another feature
/// tells its name.
/// </summary>
internal sealed class ParentProperties
{
    private static readonly string[] Levels =
    [
        "region",
        "regionname",
        "province",
        "provincename",
        "state",
        "statename",
        "county",
        "department",
        "zone",
        "adm1",
        "adm1name",
        "adm1en",
        "adm1pcode",
        "admin1",
        "admin1name",
        "name1",
        "parentid",
        "parentcode",
    ];

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _groups;

    // By property and value: the parents in the data of those features whose name leaves no doubt.
    private readonly Dictionary<(string Key, string Value), HashSet<string>> _learned = [];

    public ParentProperties(IReadOnlyList<Feature> features, IReadOnlyList<FilePlace> places)
    {
        foreach (var feature in features)
        {
            if (
                feature.Texts.TryGetValue("id", out var id)
                && (feature.Texts.TryGetValue("name", out var name) || feature.Texts.TryGetValue("location", out name))
            )
            {
                _names.TryAdd(id, name);
            }
        }

        _groups = places.Select(place => place.Parent).OfType<string>().Select(PlaceName.Canonical).ToHashSet(StringComparer.Ordinal);
        var unique = places
            .Where(place => place.Parent is not null)
            .GroupBy(place => PlaceName.Canonical(place.Written), StringComparer.Ordinal)
            .Where(place => place.Count() == 1)
            .ToDictionary(place => place.Key, place => PlaceName.Canonical(place.First().Parent!), StringComparer.Ordinal);
        foreach (var feature in features)
        {
            var parents = feature
                .Texts.Values.Select(text => unique.GetValueOrDefault(PlaceName.Canonical(text)))
                .OfType<string>()
                .Distinct()
                .ToArray();
            foreach (var (key, value) in feature.Texts.Where(_ => parents.Length == 1))
            {
                if (!_learned.TryGetValue((key, value), out var known))
                {
                    _learned[(key, value)] = known = new HashSet<string>(StringComparer.Ordinal);
                }

                known.Add(parents[0]);
            }
        }
    }

    /// <summary>The parent that a feature names for the hierarchy.</summary>
    public string? Of(Feature feature) =>
        (feature.Texts.TryGetValue("parentName", out var given) ? given : feature.Texts.GetValueOrDefault("parent")) is { } parent
            ? _names.GetValueOrDefault(parent, parent)
            : null;

    /// <summary>False where a feature names another group of the data than the place is part of.</summary>
    public bool MayBeIn(Feature feature, string? parent) =>
        parent is null || Named(feature) is not { } named || !_groups.Contains(named) || named == PlaceName.Canonical(parent);

    /// <summary>Whether a feature says that it is in a group: by name, or by what it has in common with features that are.</summary>
    public bool IsIn(Feature feature, string? parent)
    {
        if (parent is null)
        {
            return false;
        }

        var canonical = PlaceName.Canonical(parent);
        return feature.Texts.Any(text =>
            PlaceName.Canonical(text.Value) == canonical
            || (_learned.TryGetValue((text.Key, text.Value), out var known) && known.Count == 1 && known.Contains(canonical))
        );
    }

    /// <summary>In what the features of one name differ that are in different groups; null where they do not.</summary>
    public static string? Differ(Feature[] parts)
    {
        foreach (var key in parts.SelectMany(part => part.Texts.Keys).Distinct(StringComparer.Ordinal))
        {
            if (key is not ("parent" or "parentName") && !Levels.Contains(NearNames.Bare(key), StringComparer.Ordinal))
            {
                continue;
            }

            string[] values = [.. parts.Select(part => part.Texts.GetValueOrDefault(key)).OfType<string>().DistinctBy(PlaceName.Canonical)];
            if (values.Length > 1)
            {
                return $"{key} {string.Join(" and ", values.Take(3))}";
            }
        }

        return null;
    }

    private string? Named(Feature feature) =>
        Of(feature) is { } parent ? PlaceName.Canonical(parent)
        : feature.Texts.FirstOrDefault(text => Levels.Contains(NearNames.Bare(text.Key), StringComparer.Ordinal)) is { Value: { } level }
            ? PlaceName.Canonical(level)
        : null;
}
