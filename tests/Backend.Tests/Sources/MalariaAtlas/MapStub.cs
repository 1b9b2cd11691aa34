using System.Globalization;
using System.Text.RegularExpressions;
using MalariaPredictor.Backend.Tests.Sources.Connectors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MalariaPredictor.Backend.Tests.Sources.MalariaAtlas;

/// <summary>
/// The Malaria Atlas Project's GeoServer as far as WCS 2.0.1: capabilities, descriptions and coverages of two workspaces; an exception
/// report for everything that the protocol refuses.
/// </summary>
internal sealed partial class MapStub
{
    private const double Cell = 1 / 24.0;

    public Dictionary<string, (double South, double West, double North, double East, int First, int Last)> Coverages { get; } =
        new(StringComparer.Ordinal)
        {
            ["Malaria__202406_Global_Pf_Parasite_Rate"] = (-60, -180, 85, 180, 2000, 2021),
            ["Malaria__202508_Global_Pf_Parasite_Rate"] = (-60, -180, 85, 180, 2000, 2023),
            ["Malaria__202508_Global_Pv_Parasite_Rate"] = (-60, -180, 85, 180, 2000, 2023),
            ["Malaria__202508_Global_Pf_Incidence_Rate"] = (-60, -180, 85, 180, 2000, 2023),
            ["Interventions__202406_Africa_Insecticide_Treated_Net_Use"] = (-35, -18, 38, 52, 2000, 2022),
            ["Interventions__202406_Africa_IRS_Coverage"] = (-35, -18, 38, 52, 2000, 2022),
        };

    /// <summary>Coverage, year, longitude, latitude.</summary>
    public Func<string, int, double, double, double> Value { get; set; } = (_, year, _, _) => (year - 2000) / 100.0;

    /// <summary>Rows go from south to north.</summary>
    public bool Northward { get; set; }

    /// <summary>Degrees by which a file lies elsewhere.</summary>
    public double Shift { get; set; }

    public int Bands { get; set; } = 1;

    public Func<byte[], byte[]>? Spoil { get; set; }

    /// <summary>200 and an exception report in place of a file.</summary>
    public bool Broken { get; set; }

    /// <summary>An interval in place of a list of years.</summary>
    public bool Interval { get; set; }

    public string? Key { get; set; }

    public string Prolog { get; set; } = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

    public Task<ServiceStub> StartAsync() =>
        ServiceStub.StartAsync(app =>
            app.MapGet("/geoserver/{workspace}/ows", (string workspace, HttpRequest request) => Answer(workspace, request))
        );

    private IResult Answer(string workspace, HttpRequest request)
    {
        if (Key is not null && request.Headers.Authorization != $"Bearer {Key}")
        {
            return Results.Text("", statusCode: 401);
        }

        if (request.Query["service"] != "WCS" || request.Query["version"] != "2.0.1")
        {
            return Exception(400, "InvalidParameterValue", "version");
        }

        if (request.Query["request"] == "GetCapabilities")
        {
            return Xml(
                "<wcs:Capabilities xmlns:wcs=\"http://www.opengis.net/wcs/2.0\" version=\"2.0.1\"><wcs:Contents>"
                    + string.Concat(
                        Coverages
                            .Keys.Where(id => id.StartsWith($"{workspace}__", StringComparison.Ordinal))
                            .Select(id => $"<wcs:CoverageSummary><wcs:CoverageId>{id}</wcs:CoverageId></wcs:CoverageSummary>")
                    )
                    + "</wcs:Contents></wcs:Capabilities>"
            );
        }

        var id = request.Query["coverageId"].ToString();
        if (!Coverages.TryGetValue(id, out var coverage) || !id.StartsWith($"{workspace}__", StringComparison.Ordinal))
        {
            return Exception(404, "NoSuchCoverage", $"Could not find the requested coverage(s): {id}");
        }

        return request.Query["request"].ToString() switch
        {
            "DescribeCoverage" => Description(id, coverage),
            "GetCoverage" => Coverage(id, coverage, request),
            _ => Exception(400, "OperationNotSupported", "request"),
        };
    }

    private IResult Description(string id, (double South, double West, double North, double East, int First, int Last) of)
    {
        const string start = "-01-01T00:00:00.000Z";
        var time = Interval
            ? $"<gml:TimePeriod><gml:beginPosition>{of.First}{start}</gml:beginPosition>"
                + $"<gml:endPosition>{of.Last}{start}</gml:endPosition></gml:TimePeriod>"
            : string.Concat(
                Enumerable
                    .Range(of.First, of.Last - of.First + 1)
                    .Select(year => $"<gml:TimeInstant><gml:timePosition>{year}{start}</gml:timePosition></gml:TimeInstant>")
            );
        return Xml(
            FormattableString.Invariant(
                $"""
                <wcs:CoverageDescriptions xmlns:wcs="http://www.opengis.net/wcs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"
                    xmlns:wcsgs="http://www.geoserver.org/wcsgs/2.0"><wcs:CoverageDescription><gml:boundedBy>
                <gml:EnvelopeWithTimePeriod srsName="http://www.opengis.net/def/crs/EPSG/0/EPSG:4326" axisLabels="Lat Long time">
                <gml:lowerCorner>{of.South} {of.West}</gml:lowerCorner><gml:upperCorner>{of.North} {of.East}</gml:upperCorner>
                <gml:beginPosition>{of.First}{start}</gml:beginPosition><gml:endPosition>{of.Last}{start}</gml:endPosition>
                </gml:EnvelopeWithTimePeriod></gml:boundedBy><wcs:CoverageId>{id}</wcs:CoverageId>
                <wcsgs:TimeDomain default="{of.Last}{start}">{time}</wcsgs:TimeDomain></wcs:CoverageDescription></wcs:CoverageDescriptions>
                """
            )
        );
    }

    private IResult Coverage(string id, (double South, double West, double North, double East, int First, int Last) of, HttpRequest request)
    {
        if (Broken)
        {
            return Results.Text(
                "<ServiceExceptionReport version=\"1.2.0\"><ServiceException>java.io.IOException: Failed to read tile</ServiceException>"
                    + "</ServiceExceptionReport>",
                "application/xml"
            );
        }

        if (request.Query["format"] != "image/geotiff")
        {
            return Exception(400, "InvalidParameterValue", "format");
        }

        var (axes, year) = (new Dictionary<string, (double Low, double High)>(StringComparer.Ordinal), 0);
        foreach (var subset in request.Query["subset"])
        {
            if (Range().Match(subset!) is { Success: true } range)
            {
                axes[range.Groups["axis"].Value] = (Number(range.Groups["low"]), Number(range.Groups["high"]));
            }
            else if (Time().Match(subset!) is { Success: true } time)
            {
                year = int.Parse(time.Groups["year"].Value, CultureInfo.InvariantCulture);
            }
            else
            {
                return Exception(404, "InvalidAxisLabel", subset!);
            }
        }

        if (
            !axes.TryGetValue("Lat", out var lat)
            || !axes.TryGetValue("Long", out var lon)
            || lat.Low >= lat.High
            || lon.Low >= lon.High
            || lat.High <= of.South
            || lat.Low >= of.North
            || lon.High <= of.West
            || lon.Low >= of.East
            || year < of.First
            || year > of.Last
        )
        {
            return Exception(404, "InvalidSubsetting", "The subset lies outside the coverage");
        }

        var (west, north) = (
            Math.Floor(Math.Max(lon.Low, of.West) / Cell) * Cell,
            Math.Ceiling(Math.Min(lat.High, of.North) / Cell) * Cell
        );
        var columns = (int)Math.Ceiling((Math.Min(lon.High, of.East) - west) / Cell);
        var rows = (int)Math.Ceiling((north - Math.Max(lat.Low, of.South)) / Cell);
        var bytes = TiffBytes.Of(
            west + Shift,
            Northward ? north - (rows * Cell) : north,
            Cell,
            columns,
            rows,
            (row, column) => Value(id, year, west + ((column + 0.5) * Cell), north - (((Northward ? rows - 1 - row : row) + 0.5) * Cell)),
            bands: Bands,
            northward: Northward
        );
        return Results.Bytes(Spoil?.Invoke(bytes) ?? bytes, "image/tiff");
    }

    private IResult Xml(string text) => Results.Text($"{Prolog}{text}", "application/xml");

    private static IResult Exception(int status, string code, string text) =>
        Results.Text(
            "<?xml version=\"1.0\"?><ows:ExceptionReport xmlns:ows=\"http://www.opengis.net/ows/2.0\" version=\"2.0.0\">"
                + $"<ows:Exception exceptionCode=\"{code}\"><ows:ExceptionText>{text}</ows:ExceptionText></ows:Exception>"
                + "</ows:ExceptionReport>",
            "application/xml",
            statusCode: status
        );

    private static double Number(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<axis>Lat|Long)\((?<low>-?[\d.]+),(?<high>-?[\d.]+)\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Range();

    [GeneratedRegex("""^time\("(?<year>\d{4})-01-01T00:00:00\.000Z"\)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Time();
}
