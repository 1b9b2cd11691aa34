using MalariaPredictor.Backend.Api;

namespace MalariaPredictor.Backend.Locations;

/// <summary>
/// Replaces a <c>{location}</c> in an address by the unique name of the place that is meant, for every route that has one. Where several
/// may be meant, the API answers 409 with the candidates; a page shows the place whose unique name was asked for.
/// </summary>
public sealed class PlaceRouting(RequestDelegate next, CurrentCountry current)
{
    private const string Parameter = "location";
    private const string Pages = "/locations/";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.RouteValues.GetValueOrDefault(Parameter) is not string segment || current.Value is not { } country)
        {
            return next(context);
        }

        var asked = LocationName.FromRoute(segment);
        if (context.Request.Path.StartsWithSegments(Pages.TrimEnd('/'), StringComparison.Ordinal) && country.Find(asked) is not null)
        {
            return next(context);
        }

        var (name, candidates) = country.Lookup.Find(asked);
        if (candidates.Count > 0)
        {
            return Problems.AmbiguousLocation(asked, candidates).ExecuteAsync(context);
        }

        if (name is not null && name != asked)
        {
            context.Request.RouteValues[Parameter] = name;
        }

        return next(context);
    }
}
