using MalariaPredictor.Backend.Hierarchies;

namespace MalariaPredictor.Backend.Sources.GeoJson;

/// <summary>
/// What features say of the group their location is part of: <c>parentName</c> where there is one, else <c>parent</c>, which DHIS2 fills with the
/// parent's id. An id is taken for itself, as CHAP does, unless another feature tells its name.
/// </summary>
internal static class ParentNames
{
    /// <param name="named">Features per location.</param>
    /// <param name="all">All features, those of groups too.</param>
    public static IReadOnlyList<ParentLine> Of(ILookup<string, Feature> named, IReadOnlyList<Feature> all)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var feature in all)
        {
            if (
                feature.Texts.TryGetValue("id", out var id)
                && (feature.Texts.TryGetValue("name", out var name) || feature.Texts.TryGetValue("location", out name))
            )
            {
                names.TryAdd(id, name);
            }
        }

        return
        [
            .. from location in named
            from feature in location.Take(1)
            let parent = feature.Texts.TryGetValue("parentName", out var given) ? given : feature.Texts.GetValueOrDefault("parent")
            where parent is not null
            select new ParentLine(location.Key, names.GetValueOrDefault(parent, parent), feature.Line),
        ];
    }
}
