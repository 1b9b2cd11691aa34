using System.Globalization;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Models;

namespace MalariaPredictor.Backend.ModelCards;

/// <summary><c>GET /api/v1/models/{version}/card</c>: JSON, or Markdown by <c>Accept: text/markdown</c> or <c>format=md</c>.</summary>
internal static class ModelCardEndpoint
{
    private static readonly string[] Formats = ["json", "md"];

    public static void MapModelCards(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/models/{version}/card", AnswerAsync)
            .WithTags("Models")
            .WithKnownQuery("format")
            .WithName("GetModelCard")
            .WithSummary("What to know of a model before acting on it: data, skill by place and horizon, calibration, limits.")
            .WithDescription("A version number, or `champion`. `Accept: text/markdown` or `format=md` gives it as Markdown.")
            .Produces<ModelCard>(200, contentType: "application/json", additionalContentTypes: "text/markdown")
            .ProducesProblem(400)
            .ProducesProblem(404);

    private static async Task<IResult> AnswerAsync(
        HttpContext context,
        ModelCardMaker cards,
        ModelVersions versions,
        string version,
        string? format,
        CancellationToken cancellationToken
    )
    {
        if (format is not null && !Formats.Contains(format, StringComparer.OrdinalIgnoreCase))
        {
            return Problems.UnknownValue("format", format, Formats);
        }

        var champion = version.Equals(ModelVersion.Champion, StringComparison.OrdinalIgnoreCase);
        var known = int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if ((!champion && !known) || await cards.MakeAsync(champion ? null : number, cancellationToken) is not { } card)
        {
            string[] all =
            [
                ModelVersion.Champion,
                .. (await versions.AllAsync(cancellationToken)).Select(one => one.Version.ToString(CultureInfo.InvariantCulture)),
            ];
            return Problems.UnknownValue("version", version, all, StatusCodes.Status404NotFound);
        }

        var markdown =
            format?.Equals("md", StringComparison.OrdinalIgnoreCase)
            ?? context.Request.Headers.Accept.ToString().Contains("text/markdown", StringComparison.OrdinalIgnoreCase);
        context.Response.Headers.Vary = "Accept";
        return markdown ? TypedResults.Text(CardMarkdown.Write(card), "text/markdown; charset=utf-8") : TypedResults.Ok(card);
    }
}
