using MalariaPredictor.Backend.Api;

namespace MalariaPredictor.Backend.Locations;

/// <summary>
/// Replaces the name of a place in an address by the name that is stored, for every route that has one: <c>{location}</c>,
/// <c>{group}</c>, or <c>{name}</c> of either. Where several places may be meant, the API answers 409 with the candidates; a page shows
/// the place whose unique name was asked for.
/// </summary>
public sealed class PlaceRouting(RequestDelegate next, CurrentCountry current)
{
    /// <summary>The parameters of routes that name a place.</summary>
    public static readonly string[] Parameters = ["location", "group", "name"];

    private const string Pages = "/locations";

    public Task InvokeAsync(HttpContext context)
    {
        var routed = context.Request.RouteValues;
        if (
            current.Value is not { } country
            || Array.Find(Parameters, routed.ContainsKey) is not { } parameter
            || routed[parameter] is not string segment
        )
        {
            return next(context);
        }

        var asked = LocationName.FromRoute(segment);
        if (context.Request.Path.StartsWithSegments(Pages, StringComparison.Ordinal) && country.Find(asked) is not null)
        {
            return next(context);
        }

        var (name, candidates) = Find(country.Lookup, parameter, asked);
        if (candidates.Count > 0)
        {
            return Problems.AmbiguousLocation(asked, candidates).ExecuteAsync(context);
        }

        if (name is not null && name != asked)
        {
            routed[parameter] = name;
        }

        return next(context);
    }

    private static (string? Name, IReadOnlyList<AmbiguousPlace> Candidates) Find(PlaceLookup lookup, string parameter, string asked)
    {
        switch (parameter)
        {
            case "group":
                return (lookup.FindGroup(asked), []);
            case "name":
                return lookup.FindAny(asked);
            default:
                var (name, candidates) = lookup.Find(asked);
                return (name ?? (candidates.Count == 0 ? PlaceLookup.Country(asked) : null), candidates);
        }
    }
}
