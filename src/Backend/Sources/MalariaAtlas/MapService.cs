using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Xml;
using System.Xml.Linq;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;
using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Sources.MalariaAtlas;

/// <summary>The coverages of the Malaria Atlas Project's GeoServer, by WCS 2.0.1.</summary>
/// <param name="address">Of the GeoServer.</param>
/// <param name="key">Sent as a bearer token where there is one; the public service needs none.</param>
/// <param name="http">Asks it.</param>
internal sealed class MapService(Uri address, string? key, SourceHttp http) : IDisposable
{
    public const string Usual = "https://data.malariaatlas.org/geoserver";

    private const long LargestFile = 1L << 30;
    private const string Changed =
        "Nothing of it is stored, and what is stored stays. If it stays so, the service has changed: compare with "
        + "malaria-predictor sources check malaria-atlas, and report it.";

    public Uri Address => address;

    /// <summary>The ids of a workspace's coverages.</summary>
    public async Task<IReadOnlyList<string>> CoveragesAsync(string workspace, CancellationToken cancellationToken)
    {
        var document = await XmlAsync(workspace, "GetCapabilities", "", cancellationToken);
        string[] ids =
        [
            .. document.Descendants().Where(element => element.Name.LocalName == "CoverageId").Select(element => element.Value.Trim()),
        ];
        return ids.Length > 0 ? ids : throw Unlike($"the capabilities of {workspace}", "they list no coverage");
    }

    public async Task<CoverageExtent> DescribeAsync(MapSurface surface, string coverage, CancellationToken cancellationToken)
    {
        var document = await XmlAsync(
            surface.Workspace,
            "DescribeCoverage",
            $"&coverageId={Uri.EscapeDataString(coverage)}",
            cancellationToken
        );
        return CoverageExtent.Read(document, coverage);
    }

    /// <summary>Downloads a year of a coverage within an area, as a GeoTIFF.</summary>
    /// <param name="surface">Of which surface.</param>
    /// <param name="coverage">Its id.</param>
    /// <param name="time">The year's instant, as the service writes it.</param>
    /// <param name="area">Degrees.</param>
    /// <param name="path">The file. It appears whole or not at all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task DownloadAsync(
        MapSurface surface,
        string coverage,
        string time,
        Envelope area,
        string path,
        CancellationToken cancellationToken
    )
    {
        var query =
            $"&coverageId={Uri.EscapeDataString(coverage)}&format=image/geotiff"
            + FormattableString.Invariant(
                $"&subset=Lat({area.MinY:0.####},{area.MaxY:0.####})&subset=Long({area.MinX:0.####},{area.MaxX:0.####})"
            )
            + $"&subset=time(%22{Uri.EscapeDataString(time)}%22)";
        if (
            !await http.DownloadAsync(() => Request(surface.Workspace, "GetCoverage", query), path, LargestFile, Explain, cancellationToken)
        )
        {
            throw Unlike($"{coverage}, {time}", "the service lists it and does not have it (404)");
        }

        // GeoServer may answer 200 and say in XML what went wrong.
        var begin = await BeginAsync(path, cancellationToken);
        if (begin is [(byte)'<', ..])
        {
            var all = await File.ReadAllBytesAsync(path, cancellationToken);
            File.Delete(path);
            throw new UserFacingException(
                HttpWords.Exception(all) is { } said
                    ? $"{MalariaAtlasConnector.Source}: {coverage}, {time}: the service answers with an exception: {said}"
                    : $"{MalariaAtlasConnector.Source}: {coverage}, {time}: a web page came in place of the file: {HttpWords.Of(all)}",
                "It often passes by itself: the next run asks again. What is stored stays."
            );
        }
    }

    public void Dispose() => http.Dispose();

    internal static UserFacingException Unlike(string what, string why, Exception? cause = null) =>
        new($"{MalariaAtlasConnector.Source}: {what}: {why}.", Changed, cause);

    private async Task<XDocument> XmlAsync(string workspace, string request, string query, CancellationToken cancellationToken)
    {
        var bytes = await http.DocumentAsync(() => Request(workspace, request, query), Explain, cancellationToken);
        if (HttpWords.Exception(bytes) is { } said)
        {
            throw new UserFacingException(
                $"{MalariaAtlasConnector.Source}: {request} of {workspace}: the service answers with an exception: {said}",
                "It often passes by itself: the next run asks again. What is stored stays."
            );
        }

        try
        {
            return HttpWords.Xml(bytes);
        }
        catch (XmlException broken)
        {
            throw Unlike($"{request} of {workspace}", $"no XML came, but {HttpWords.Of(bytes)}", broken);
        }
    }

    private HttpRequestMessage Request(string workspace, string request, string query)
    {
        var message = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri($"{address}/{workspace}/ows?service=WCS&version=2.0.1&request={request}{query}")
        );
        if (key is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Trim());
        }

        return message;
    }

    private static async Task<byte[]> BeginAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var begin = new byte[64];
        var read = await file.ReadAtLeastAsync(begin, begin.Length, throwOnEndOfStream: false, cancellationToken);
        return [.. begin[..read].SkipWhile(letter => letter is 0xEF or 0xBB or 0xBF or (byte)' ' or (byte)'\r' or (byte)'\n')];
    }

    private static string? Explain(HttpStatusCode status, string words) =>
        status switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.BadRequest =>
                $"Check that the address is {Usual}, and what it has: malaria-predictor sources check malaria-atlas.",
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                "The public service needs no key: unset MAP_API_KEY, or correct it for your own address.",
            _ => null,
        };
}

/// <summary>Where and when a coverage has values.</summary>
/// <param name="Area">Degrees.</param>
/// <param name="Times">By year, the instant as the service writes it.</param>
internal sealed record CoverageExtent(Envelope Area, IReadOnlyDictionary<int, string> Times)
{
    private const int MostYears = 300;

    /// <exception cref="UserFacingException">The document does not say it.</exception>
    public static CoverageExtent Read(XDocument document, string coverage)
    {
        var envelope =
            document.Descendants().FirstOrDefault(element => element.Name.LocalName is "Envelope" or "EnvelopeWithTimePeriod")
            ?? throw MapService.Unlike(coverage, "its description has no extent");
        string[] axes = (envelope.Attribute("axisLabels")?.Value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (lat, lon) = (Array.IndexOf(axes, "Lat"), Array.IndexOf(axes, "Long"));
        var (lower, upper) = (Corner(envelope, "lowerCorner"), Corner(envelope, "upperCorner"));
        if (lat < 0 || lon < 0 || lower.Length <= Math.Max(lat, lon) || upper.Length <= Math.Max(lat, lon))
        {
            throw MapService.Unlike(coverage, "its extent is not in Lat and Long");
        }

        return new CoverageExtent(new Envelope(lower[lon], upper[lon], lower[lat], upper[lat]), YearsOf(document, envelope, coverage));
    }

    private static Dictionary<int, string> YearsOf(XDocument document, XElement envelope, string coverage)
    {
        var times = new Dictionary<int, string>();
        var domain = document.Descendants().Where(element => element.Name.LocalName == "TimeDomain").ToList();
        foreach (var instant in domain.Descendants().Where(element => element.Name.LocalName == "timePosition"))
        {
            times.TryAdd(Year(instant.Value, coverage), instant.Value.Trim());
        }

        if (times.Count > 0)
        {
            return times;
        }

        foreach (var period in domain.Descendants().Where(element => element.Name.LocalName == "TimePeriod").Append(envelope))
        {
            if (
                period.Elements().FirstOrDefault(element => element.Name.LocalName == "beginPosition") is { } begin
                && period.Elements().FirstOrDefault(element => element.Name.LocalName == "endPosition") is { } end
            )
            {
                for (var (year, last) = (Year(begin.Value, coverage), Year(end.Value, coverage)); year <= last; year++)
                {
                    times.TryAdd(year, string.Create(CultureInfo.InvariantCulture, $"{year:0000}-01-01T00:00:00.000Z"));
                    if (times.Count > MostYears)
                    {
                        throw MapService.Unlike(coverage, $"it reaches over more than {MostYears} years");
                    }
                }
            }
        }

        return times.Count > 0 ? times : throw MapService.Unlike(coverage, "its description has no years");
    }

    private static int Year(string time, string coverage) =>
        DateTimeOffset.TryParse(time.Trim(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant.UtcDateTime.Year
            : throw MapService.Unlike(coverage, "a time of its description is no time");

    private static double[] Corner(XElement envelope, string name)
    {
        var corner = new List<double>();
        foreach (
            var number in (envelope.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? "").Split(
                (char[]?)null,
                StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            // A third axis, of time, is no number.
            corner.Add(double.TryParse(number, CultureInfo.InvariantCulture, out var value) ? value : double.NaN);
        }

        return [.. corner];
    }
}
