using MalariaPredictor.Backend.Sources.Files;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MalariaPredictor.Backend.Api;

/// <summary>RFC 9457 problem details that say what was asked, where, and which values would do.</summary>
internal static class Problems
{
    // A country may have thousands of locations: an error names the near ones and says where all of them are listed.
    private const int MostAllowed = 60;

    public static ProblemHttpResult UnknownLocation(string asked, IReadOnlyCollection<string> known)
    {
        var nearest = NearestNames.To(asked, known);
        var hint = nearest.Count > 0 ? $" Did you mean {string.Join(" or ", nearest)}?" : "";
        return Make(
            StatusCodes.Status404NotFound,
            "Unknown location",
            $"No location is named '{FileProblem.Shown(asked)}'.{hint} GET /api/v1/locations lists all {known.Count}.",
            "location",
            asked,
            known,
            nearest
        );
    }

    /// <summary>One name of several places: the client is to choose, by the unique name or by the id, which never changes.</summary>
    public static ProblemHttpResult AmbiguousLocation(string asked, IReadOnlyList<AmbiguousPlace> candidates) =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status409Conflict,
            title: "Ambiguous location",
            detail: $"{candidates.Count} locations are named '{asked}'. Ask for one of them by its id: "
                + string.Join(" or ", candidates.Select(place => place.ToString()))
                + ".",
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["parameter"] = "location",
                ["value"] = asked,
                ["candidates"] = candidates,
            }
        );

    public static ProblemHttpResult UnknownValue(string parameter, string asked, IReadOnlyCollection<string> allowed, int status = 400) =>
        Make(
            status,
            $"Unknown {parameter}",
            $"'{FileProblem.Shown(asked)}' is no {parameter} here. Allowed: {List(allowed)}.",
            parameter,
            asked,
            allowed,
            NearestNames.To(asked, allowed)
        );

    public static ProblemHttpResult BadValue(string parameter, string asked, string expected) =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status400BadRequest,
            title: $"Bad {parameter}",
            detail: $"The parameter {parameter} is '{FileProblem.Shown(asked)}'; expected {expected}.",
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["parameter"] = parameter,
                ["value"] = FileProblem.Shown(asked),
                ["expected"] = expected,
            }
        );

    public static ProblemHttpResult NotReady(string reason) =>
        TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not ready", detail: reason);

    private static ProblemHttpResult Make(
        int status,
        string title,
        string detail,
        string parameter,
        string asked,
        IReadOnlyCollection<string> allowed,
        IReadOnlyList<string> nearest
    ) =>
        TypedResults.Problem(
            statusCode: status,
            title: title,
            detail: detail,
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["parameter"] = parameter,
                ["value"] = FileProblem.Shown(asked),
                ["nearest"] = nearest,
                ["allowed"] = allowed.Take(MostAllowed),
            }
        );

    private static string List(IReadOnlyCollection<string> allowed) =>
        allowed.Count switch
        {
            0 => "none yet",
            > 12 => $"{string.Join(", ", allowed.Take(12))}, … ({allowed.Count} in all)",
            _ => string.Join(", ", allowed),
        };
}

/// <summary>One of the places that a name may mean.</summary>
public sealed record AmbiguousPlace(long Id, string Name, string? Parent)
{
    public override string ToString() => $"id:{Id} ({Name}{(Parent is null ? "" : $", in {Parent}")})";
}
