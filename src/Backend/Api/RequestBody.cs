using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace MalariaPredictor.Backend.Api;

/// <summary>How much a client may send.</summary>
internal static class RequestBody
{
    /// <summary>
    /// For every endpoint that does not set another limit: a scenario with a value for each place and month of a country is smaller.
    /// </summary>
    public const long Largest = 1_000_000;

    /// <summary>Says in the answer 413 how much is allowed, whichever part of the server refused the body.</summary>
    public static void Explain(ProblemDetailsOptions options) =>
        options.CustomizeProblemDetails = context =>
        {
            if (
                context.ProblemDetails.Status == StatusCodes.Status413PayloadTooLarge
                && context.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize is { } most
            )
            {
                context.ProblemDetails.Title = "Request body too large";
                context.ProblemDetails.Detail = string.Create(
                    CultureInfo.InvariantCulture,
                    $"The body has more than the {most:#,0} bytes that are allowed here. Send less at once: a shorter history, or "
                        + $"fewer places."
                );
                context.ProblemDetails.Extensions["largest"] = most;
            }
        };
}
