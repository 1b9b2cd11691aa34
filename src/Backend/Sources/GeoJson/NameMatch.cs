using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Sources.GeoJson;

/// <summary>
/// Pairs features with places by the property that names most of them. Never by a guess: where two properties would pair them in two ways
/// the file is refused, and a match that contradicts the parents, or that gives a place two shapes far apart, is left out with a warning.
/// </summary>
internal sealed class NameMatch
{
    // Where two properties do equally well and agree, the one that is called like a name.
    private static readonly string[] Preferred = ["location", "orgUnit", "org_unit", "name", "id"];

    // Numbers of features, which tools count up from 0 or 1.
    private static readonly string[] Running =
    [
        "id",
        "fid",
        "objectid",
        "gid",
        "ogcfid",
        "featureid",
        "index",
        "oid",
        "rowid",
        "uid",
        "objectid1",
    ];

    // Of the matches of the best property: what matches fewer is no rival.
    private const double Rival = 0.5;

    private readonly IReadOnlyList<Feature> _features;
    private readonly IReadOnlyList<FilePlace> _places;
    private readonly ParentProperties _parents;
    private readonly Warnings _warnings;
    private readonly ILookup<string, int> _exact;
    private readonly ILookup<string, int> _loose;

    private NameMatch(IReadOnlyList<Feature> features, IReadOnlyList<FilePlace> places, Warnings warnings)
    {
        (_features, _places, _warnings, _parents) = (features, places, warnings, new ParentProperties(features, places));
        _exact = Names(PlaceName.Canonical);
        _loose = Names(NearNames.Bare);

        ILookup<string, int> Names(Func<string, string> form) =>
            places
                .Index()
                .SelectMany(place =>
                    new[] { place.Item.Written, place.Item.Label }.Select(form).Distinct().Select(name => (name, place.Index))
                )
                .Where(pair => pair.name.Length > 0)
                .ToLookup(pair => pair.name, pair => pair.Index, StringComparer.Ordinal);
    }

    /// <summary>Features per place.</summary>
    /// <exception cref="RejectedFileException">Not one feature names a place, or it is unclear which property does.</exception>
    public static ILookup<int, Feature> Of(
        IReadOnlyList<Feature> features,
        IReadOnlyList<FilePlace> places,
        ProblemList problems,
        Warnings warnings
    )
    {
        var match = new NameMatch(features, places, warnings);
        var key = match.Choose(problems);
        return match.Assign(key);
    }

    /// <summary>The property that names the places.</summary>
    private string Choose(ProblemList problems)
    {
        var matches = _features
            .SelectMany(feature => feature.Texts.Keys)
            .Distinct(StringComparer.Ordinal)
            .Select(key => (Key: key, Matched: Matched(key), IsRunning: IsRunning(key)))
            .Where(found => found.Matched > 0)
            .OrderByDescending(found => found.Matched)
            .ThenBy(found => (uint)Array.IndexOf(Preferred, found.Key))
            .ToList();
        if (matches.Count == 0)
        {
            string[] examples = [.. _features.SelectMany(feature => feature.Texts.Values).Distinct(StringComparer.Ordinal)];
            problems.Add(
                0,
                "properties",
                Warnings.Some(examples, 3),
                "no feature names a location of the data.",
                $"Give each a property 'location' with the data's name, such as "
                    + $"{Warnings.Some([.. _places.Select(place => place.Label)], 3)}."
            );
            problems.ThrowIfAny();
        }

        if (matches.Find(found => found.Key == "location") is { Matched: > 0 } named && named.Matched >= matches[0].Matched * Rival)
        {
            return named.Key;
        }

        var rivals = matches.FindAll(found => found.Matched >= matches[0].Matched * Rival && !Agree(found.Key, matches[0].Key));
        if (rivals.Count == 0)
        {
            return matches[0].Key;
        }

        // A number that only counts the features up is no code, where another property can be one.
        var codes = rivals.Append(matches[0]).Where(found => !found.IsRunning).ToList();
        if (codes.Count > 0 && codes.Count <= rivals.Count && codes.TrueForAll(found => Agree(found.Key, codes[0].Key)))
        {
            var best = codes.OrderByDescending(found => found.Matched).First().Key;
            var counted = rivals.Append(matches[0]).Where(found => found.IsRunning).Select(found => found.Key);
            _warnings.Say(
                $"{string.Join(" and ", counted)} counts the features up and was not taken for a code: {best} names the locations"
            );
            return best;
        }

        var two = new[] { matches[0], rivals[0] };
        problems.Add(
            0,
            "properties",
            $"{two[0].Key}, {two[1].Key}",
            $"two properties name locations, and differently: {two[0].Key} {two[0].Matched} of them, {two[1].Key} {two[1].Matched}.",
            "Name the right one 'location', or take the other out of the file."
        );
        problems.ThrowIfAny();
        return "";
    }

    private int Matched(string key) => _features.SelectMany(feature => Named(feature, key)).Distinct().Count();

    private bool Agree(string left, string right) =>
        left == right
        || _features.All(feature =>
            Named(feature, left) is not { Length: > 0 } one
            || Named(feature, right) is not { Length: > 0 } other
            || one.Intersect(other).Any()
        );

    /// <summary>Whether a property's values only count the features, in their order.</summary>
    private bool IsRunning(string key)
    {
        if (!Running.Contains(NearNames.Bare(key), StringComparer.Ordinal) || _features.Count < 2)
        {
            return false;
        }

        var numbers = _features
            .Select(feature => long.TryParse(feature.Texts.GetValueOrDefault(key), out var number) ? number : (long?)null)
            .ToArray();
        return numbers.All(number => number is not null) && numbers.Zip(numbers.Skip(1)).All(pair => pair.Second > pair.First);
    }

    /// <summary>The places that have the name a feature gives: several where one name stands in several groups.</summary>
    private int[] Named(Feature feature, string key)
    {
        if (!feature.Texts.TryGetValue(key, out var text))
        {
            return [];
        }

        int[] exact = [.. _exact[PlaceName.Canonical(text)]];
        if (exact.Length > 0)
        {
            return exact;
        }

        // Where two places of different names differ only in case or punctuation, only the exact name will do.
        int[] loose = [.. _loose[NearNames.Bare(text)]];
        return loose.Select(place => PlaceName.Canonical(_places[place].Written)).Distinct(StringComparer.Ordinal).Count() == 1
            ? loose
            : [];
    }

    private ILookup<int, Feature> Assign(string key)
    {
        var assigned = new List<(int Place, Feature Feature)>();
        var (unclear, contradicting) = (new List<string>(), new List<string>());
        foreach (var feature in _features)
        {
            var named = Named(feature, key);
            if (named.Length == 0)
            {
                continue;
            }

            int[] possible = [.. named.Where(place => _parents.MayBeIn(feature, _places[place].Parent))];
            if (possible.Length > 1)
            {
                possible = [.. possible.Where(place => _parents.IsIn(feature, _places[place].Parent))];
            }

            if (possible.Length == 1)
            {
                assigned.Add((possible[0], feature));
            }
            else if (named.Length == 1)
            {
                contradicting.Add($"{feature.Texts[key]} (line {feature.Line})");
            }
            else
            {
                unclear.Add($"{feature.Texts[key]} (line {feature.Line})");
            }
        }

        var apart = Apart(assigned, key);
        assigned.RemoveAll(pair => apart.Contains(pair.Place));
        _warnings.SayIf(
            contradicting.Count > 0
                ? $"{contradicting.Count} features name a location but another parent than the data, and were left "
                    + $"out: {Warnings.Some(contradicting)}"
                : null
        );
        _warnings.SayIf(
            unclear.Count > 0
                ? $"{unclear.Count} features name a location that the data have several times, without its parent, "
                    + $"and were left out: {Warnings.Some(unclear)}"
                : null
        );
        Tell(assigned, key, [.. contradicting, .. unclear], apart);
        return assigned.ToLookup(pair => pair.Place, pair => pair.Feature);
    }

    /// <summary>Places with several features that are not parts of one place: of different groups, or far apart.</summary>
    private HashSet<int> Apart(List<(int Place, Feature Feature)> assigned, string key)
    {
        var (apart, told) = (new HashSet<int>(), new List<string>());
        foreach (var place in assigned.GroupBy(pair => pair.Place).Where(place => place.Count() > 1))
        {
            Feature[] parts = [.. place.Select(pair => pair.Feature)];
            if (ParentProperties.Differ(parts) is { } difference || Distant(parts, out difference))
            {
                apart.Add(place.Key);
                told.Add($"{parts[0].Texts[key]} ({difference}, lines {string.Join(", ", parts.Take(4).Select(part => part.Line))})");
            }
        }

        _warnings.SayIf(
            told.Count > 0
                ? $"{told.Count} locations have several features that are not one place, and were given no boundary: "
                    + $"{Warnings.Some(told)}. "
                    + "Name the parent of each in the data (column parent) and in the features (parentName), or leave one feature out"
                : null
        );
        return apart;
    }

    /// <summary>Islands lie a few of their widths apart; another place of the same name lies across the country.</summary>
    private static bool Distant(Feature[] parts, out string difference)
    {
        difference = "far apart";
        if (Array.TrueForAll(parts, part => part.Shape is NetTopologySuite.Geometries.Point))
        {
            difference = "several points";
            return parts.Select(part => part.Shape.Coordinate).Distinct().Count() > 1;
        }

        var widest = parts.Max(part => part.Shape.EnvelopeInternal.Diameter);
        var extent = new NetTopologySuite.Geometries.Envelope();
        foreach (var part in parts)
        {
            extent.ExpandToInclude(part.Shape.EnvelopeInternal);
        }

        return extent.Diameter > 10 * widest;
    }

    private void Tell(List<(int Place, Feature Feature)> assigned, string key, IReadOnlyCollection<string> leftOut, HashSet<int> apart)
    {
        var strangers = _features
            .Where(feature => Named(feature, key).Length == 0)
            .Select(feature => feature.Texts.GetValueOrDefault(key, "(no name)"))
            .ToArray();
        var shaped = assigned.Select(pair => pair.Place).ToHashSet();
        string[] unshaped = [.. _places.Index().Where(place => !shaped.Contains(place.Index)).Select(place => place.Item.Label)];
        var loosely = assigned.Count(pair =>
            PlaceName.Canonical(pair.Feature.Texts[key]) is var text
            && (pair.Feature.Texts[key] != _places[pair.Place].Written && pair.Feature.Texts[key] != _places[pair.Place].Label)
            && PlaceName.Code(pair.Feature.Texts[key]) != _places[pair.Place].Written
            && text.Length > 0
        );
        _warnings.SayIf(
            strangers.Length > 0 ? $"{strangers.Length} features name no location of the data: {Warnings.Some(strangers)}" : null
        );
        _warnings.SayIf(unshaped.Length > 0 ? $"{unshaped.Length} locations have no boundary: {Warnings.Some(unshaped)}" : null);
        _warnings.SayIf(loosely > 0 ? $"{loosely} names matched without regard to case and punctuation" : null);
    }
}
