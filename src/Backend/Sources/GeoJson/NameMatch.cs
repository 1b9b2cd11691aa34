using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.GeoJson;

/// <summary>Pairs features with locations: by the property whose values name most of them.</summary>
internal static class NameMatch
{
    // Where two properties do equally well, the one that is called like a name.
    private static readonly string[] Preferred = ["location", "orgUnit", "org_unit", "name", "id"];

    /// <summary>Features per location.</summary>
    /// <exception cref="RejectedFileException">Not one feature names a location.</exception>
    public static ILookup<string, Feature> Of(
        IReadOnlyList<Feature> features,
        IReadOnlyList<string> locations,
        ProblemList problems,
        Warnings warnings
    )
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var location in locations)
        {
            // Where two locations differ only in case or punctuation, only the exact name will do.
            names[NearNames.Bare(location)] = names.ContainsKey(NearNames.Bare(location)) ? "" : location;
        }

        var exact = locations.ToHashSet(StringComparer.Ordinal);
        string? Named(Feature feature, string key) =>
            !feature.Texts.TryGetValue(key, out var text) ? null
            : exact.Contains(text) ? text
            : names.GetValueOrDefault(NearNames.Bare(text)) is { Length: > 0 } near ? near
            : null;

        var best = features
            .SelectMany(feature => feature.Texts.Keys)
            .Distinct(StringComparer.Ordinal)
            .Select(key =>
                (key, matched: features.Select(feature => Named(feature, key)).OfType<string>().Distinct(StringComparer.Ordinal).Count())
            )
            .OrderByDescending(pair => pair.matched)
            .ThenBy(pair => (uint)Array.IndexOf(Preferred, pair.key))
            .FirstOrDefault();
        if (best.matched == 0)
        {
            var examples = Warnings.Some([.. features.SelectMany(feature => feature.Texts.Values).Distinct(StringComparer.Ordinal)], 3);
            problems.Add(
                0,
                "properties",
                examples,
                "no feature names a location of the data.",
                $"Give each a property 'location' with the data's name, such as {Warnings.Some(locations, 3)}."
            );
            problems.ThrowIfAny();
        }

        Tell(features, locations, feature => Named(feature, best.key), best.key, warnings);
        return features
            .Where(feature => Named(feature, best.key) is not null)
            .ToLookup(feature => Named(feature, best.key)!, StringComparer.Ordinal);
    }

    private static void Tell(
        IReadOnlyList<Feature> features,
        IReadOnlyList<string> locations,
        Func<Feature, string?> named,
        string key,
        Warnings warnings
    )
    {
        string[] strangers =
        [
            .. features.Where(feature => named(feature) is null).Select(feature => feature.Texts.GetValueOrDefault(key, "(no name)")),
        ];
        string[] unshaped = [.. locations.Except(features.Select(named).OfType<string>(), StringComparer.Ordinal)];
        var loosely = features.Count(feature => named(feature) is { } name && feature.Texts[key] != name);
        warnings.SayIf(
            strangers.Length > 0 ? $"{strangers.Length} features name no location of the data: {Warnings.Some(strangers)}" : null
        );
        warnings.SayIf(unshaped.Length > 0 ? $"{unshaped.Length} locations have no boundary: {Warnings.Some(unshaped)}" : null);
        warnings.SayIf(loosely > 0 ? $"{loosely} names matched without regard to case and punctuation" : null);
    }
}
