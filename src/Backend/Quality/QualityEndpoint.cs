using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Locations;
using MalariaPredictor.Backend.Nowcasts;

namespace MalariaPredictor.Backend.Quality;

/// <summary>
/// <c>GET /api/v1/quality</c>: how complete the stored data are and what a person should check, of all places or of one; JSON, or the
/// flags as CSV.
/// </summary>
internal static class QualityEndpoint
{
    public const string Path = "/api/v1/quality";

    public static void MapQuality(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(Path, AnswerAsync)
            .WithTags("Observations")
            .WithName("GetQuality")
            .WithKnownQuery("location", "format")
            .WithSummary("Completeness of the stored data by source and location, and what should be checked.")
            .WithDescription(
                "Flags of units, impossible values, outliers, repeated counts, gaps, places that stopped reporting and low "
                    + "reporting rates. "
                    + "Nothing is changed by them. `Accept: text/csv` or `format=csv` gives a row per flag."
            )
            .Produces<QualityDocument>(200, "application/json", "text/csv")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(503);

    private static async Task<IResult> AnswerAsync(
        HttpContext context,
        CurrentCountry current,
        QualityReports reports,
        string? location,
        string? format
    )
    {
        if (format is not null && !Negotiation.Formats.Contains(format, StringComparer.OrdinalIgnoreCase))
        {
            return Problems.UnknownValue("format", format, Negotiation.Formats);
        }

        if (current.Value is not { } country)
        {
            return Problems.NotReady("No data are loaded yet. GET /health/readiness says which part is missing.");
        }

        var (name, candidates) = location is null ? (null, []) : country.Lookup.Find(location);
        if (candidates.Count > 0)
        {
            return Problems.AmbiguousLocation(location!, candidates);
        }

        var report = await reports.OfAsync(country, context.RequestAborted);
        if (location is not null && (name is null || report.Places.All(place => place.Name != name)))
        {
            return Problems.UnknownLocation(location, [.. report.Places.Select(place => place.Name)]);
        }

        var csv = format is null
            ? Negotiation.WantsCsv(context.Request.Headers.Accept)
            : format.Equals("csv", StringComparison.OrdinalIgnoreCase);
        return csv
            ? TypedResults.Bytes(QualityCsv.Of(report, name), ForecastTableCsv.ContentType)
            : TypedResults.Ok(QualityDocument.Of(report, name));
    }
}

/// <summary>The report of the data in service, made when first asked for and once a day.</summary>
public sealed class QualityReports(QualityReader reader, TimeProvider clock)
{
    private readonly ConditionalWeakTable<Country, Made> _made = [];

    public async Task<QualityReport> OfAsync(Country country, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_made.TryGetValue(country, out var made) && made.Day == now.UtcDateTime.Date)
        {
            return made.Report;
        }

        var report = await reader.ReadAsync(now, cancellationToken);
        _made.AddOrUpdate(country, new Made(now.UtcDateTime.Date, report));
        return report;
    }

    private sealed record Made(DateTime Day, QualityReport Report);
}

/// <summary>The report as JSON.</summary>
/// <param name="Simulated">Whether the data are simulated.</param>
/// <param name="FirstPeriod">The first period stored.</param>
/// <param name="LastPeriod">The last one.</param>
/// <param name="LastReported">The newest period with a report of cases.</param>
/// <param name="Notices">What holds for the whole country.</param>
/// <param name="Nowcast">Whether late reports are estimated, or why not.</param>
/// <param name="Counts">Flags of each kind.</param>
/// <param name="Sources">By name.</param>
/// <param name="Locations">By name; the one asked for, where one was.</param>
/// <param name="Flags">The same, and those of all places together.</param>
public sealed record QualityDocument(
    bool Simulated,
    string FirstPeriod,
    string LastPeriod,
    string? LastReported,
    IReadOnlyList<string> Notices,
    NowcastDocument Nowcast,
    IReadOnlyDictionary<string, int> Counts,
    IReadOnlyList<SourceDocument> Sources,
    IReadOnlyList<PlaceQualityDocument> Locations,
    IReadOnlyList<FlagDocument> Flags
)
{
    public static QualityDocument Of(QualityReport report, string? location = null) =>
        new(
            report.Simulated,
            report.First.ToString(),
            report.Last.ToString(),
            report.LastReported?.ToString(),
            report.Notices,
            NowcastDocument.Of(report.Nowcast),
            report.Counts,
            [.. report.Sources.Select(SourceDocument.Of)],
            [.. report.Places.Where(place => location is null || place.Name == location).Select(PlaceQualityDocument.Of)],
            [.. FlagDocument.Of(report, location)]
        );
}

/// <summary>A source as JSON: see <see cref="SourceQuality"/>.</summary>
public sealed record SourceDocument(
    string Name,
    int Recordings,
    DateTimeOffset LastRecorded,
    long Values,
    long Locations,
    string? FirstPeriod,
    string? LastPeriod,
    int Flags,
    IReadOnlyList<string> Warnings
)
{
    public static SourceDocument Of(SourceQuality source) =>
        new(
            source.Name,
            source.Recordings,
            source.LastRecorded,
            source.Values,
            source.Places,
            source.First?.ToString(),
            source.Last?.ToString(),
            source.Flags,
            source.Warnings
        );
}

/// <summary>A place as JSON: see <see cref="PlaceQuality"/>.</summary>
public sealed record PlaceQualityDocument(
    string Location,
    string? FirstReport,
    string? LastReport,
    int Reports,
    double? Completeness,
    int LongestGap,
    double? ReportingRate,
    int Flags
)
{
    public static PlaceQualityDocument Of(PlaceQuality place) =>
        new(
            place.Name,
            place.FirstReport?.ToString(),
            place.LastReport?.ToString(),
            place.Reports,
            place.Completeness is { } share ? Math.Round(share, 4) : null,
            place.LongestGap,
            place.ReportingRate,
            place.Flags
        );
}

/// <summary>A flag as JSON: see <see cref="QualityFlag"/>.</summary>
public sealed record FlagDocument(
    string? Location,
    string Variable,
    string Kind,
    string From,
    string To,
    double? Value,
    string? Source,
    string Detail
)
{
    public static IEnumerable<FlagDocument> Of(QualityReport report, string? location) =>
        report
            .FlagsAt(location)
            .Select(flag => new FlagDocument(
                flag.Location,
                flag.Variable,
                flag.Kind,
                flag.From.ToString(),
                flag.To.ToString(),
                flag.Value,
                flag.Source,
                flag.Detail
            ));
}

/// <summary>The flags as CSV: <c>location,variable,kind,from,to,value,source,detail</c>.</summary>
internal static class QualityCsv
{
    public static byte[] Of(QualityReport report, string? location)
    {
        var text = new StringBuilder("location,variable,kind,from,to,value,source,detail\n");
        foreach (var flag in FlagDocument.Of(report, location))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{Csv.Field(flag.Location ?? "")},{Csv.Field(flag.Variable)},{flag.Kind},{flag.From},{flag.To},{flag.Value},"
                    + $"{Csv.Field(flag.Source ?? "")},{Csv.Field(flag.Detail)}\n"
            );
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
