using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;

namespace MalariaPredictor.Backend.Sources.Dhis2;

/// <summary>The Web API of one DHIS2, with the credentials of one user.</summary>
internal sealed class Dhis2Client : IDisposable
{
    public const string Source = "dhis2";
    private const int PageSize = 500;

    // All of the tables, or those of the newest data alone.
    private static readonly string[] TableTimes = ["lastAnalyticsTableSuccess", "lastAnalyticsTablePartitionSuccess"];

    private readonly SourceHttp _http;
    private readonly AuthenticationHeaderValue _credentials;

    /// <param name="tools">For the requests.</param>
    /// <param name="address">Of the site, without <c>/api</c>.</param>
    /// <param name="credentials">A token, or user and password.</param>
    public Dhis2Client(SourceTools tools, Uri address, AuthenticationHeaderValue credentials)
    {
        _http = tools.Http(Source);
        (Address, _credentials) = (address, credentials);
    }

    public Uri Address { get; }

    /// <summary>Version, calendar, clock, and the age of the analytics tables.</summary>
    public async Task<Dhis2Info> InfoAsync(CancellationToken cancellationToken)
    {
        using var json = await GetAsync("system/info", cancellationToken);
        return new Dhis2Info(
            Text(json.RootElement, "version")
                ?? throw new UserFacingException(
                    $"{Source}: {Address} answers, but not as a DHIS2 does: it states no version.",
                    "Check dhis2.url (or DHIS2_URL): the address of the site, such as https://dhis2.example.org, without /api."
                ),
            Text(json.RootElement, "calendar") ?? "iso8601",
            Text(json.RootElement, "serverDate"),
            TableTimes.Select(name => Text(json.RootElement, name)).OfType<string>().DefaultIfEmpty("").Max(StringComparer.Ordinal)!
        );
    }

    /// <summary>What an address below <c>/api/</c> answers.</summary>
    /// <exception cref="UserFacingException">Another status than success, or no JSON.</exception>
    public Task<JsonDocument> GetAsync(string path, CancellationToken cancellationToken) =>
        GetAsync(path, Dhis2Words.Remedy, cancellationToken);

    /// <summary>The same with an own remedy for a status.</summary>
    public Task<JsonDocument> GetAsync(string path, Func<HttpStatusCode, string, string?> explain, CancellationToken cancellationToken) =>
        _http.JsonAsync(() => Request(HttpMethod.Get, path), explain, cancellationToken);

    /// <summary>The bytes that an address below <c>/api/</c> answers with.</summary>
    public async Task<byte[]> BytesAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await _http.AnswerAsync(() => Request(HttpMethod.Get, path), SourceHttp.LargestDocument, cancellationToken);
        return answer.IsSuccess ? answer.Bytes : throw Refused(answer);
    }

    /// <summary>
    /// Every object of a list, page by page. Pages that were reordered while they were read hold an object twice and lack another: then the
    /// list is read once more, and refused where it still is not whole.
    /// </summary>
    /// <param name="list">Such as <c>organisationUnits</c>.</param>
    /// <param name="query">Filters and fields, among them <c>id</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyDictionary<string, JsonElement>> ListAsync(string list, string query, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (objects, total) = await PagesAsync(list, query, cancellationToken);
            if (objects.Count == total)
            {
                return objects;
            }

            if (attempt == 2)
            {
                throw new UserFacingException(
                    $"{Source}: the pages of {list} hold {objects.Count} different objects, and DHIS2 says that there are {total}.",
                    "Somebody may be changing them: run it again later. Nothing of it is stored."
                );
            }
        }
    }

    /// <summary>Sends a document, which is as good sent twice as once; the answer to one that is refused (409) is given as well.</summary>
    public async Task<(HttpStatusCode Status, JsonDocument Answer)> PostAsync(string path, string json, CancellationToken cancellationToken)
    {
        var answer = await _http.AnswerAsync(
            () =>
            {
                var request = Request(HttpMethod.Post, path);
                request.Content = new StringContent(json, Encoding.UTF8, "application/json");
                return request;
            },
            SourceHttp.LargestDocument,
            cancellationToken
        );
        if (!answer.IsSuccess && answer.Status != HttpStatusCode.Conflict)
        {
            throw Refused(answer);
        }

        try
        {
            return (answer.Status, JsonDocument.Parse(answer.Bytes));
        }
        catch (JsonException broken)
        {
            throw new UserFacingException(
                $"{Source}: {answer.Address} answered with something that is not JSON: {answer.Words}",
                "Whether it was taken is not known: run the same command again, which finds out.",
                broken
            );
        }
    }

    public void Dispose() => _http.Dispose();

    private static UserFacingException Refused(HttpAnswer answer) =>
        new($"{Source}: {answer.Shown}", Dhis2Words.Remedy(answer.Status, answer.Words) ?? answer.Remedy);

    internal static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            }
            : null;

    private async Task<(Dictionary<string, JsonElement> Objects, int Total)> PagesAsync(
        string list,
        string query,
        CancellationToken cancellationToken
    )
    {
        var objects = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        for (var page = 1; ; page++)
        {
            using var json = await GetAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{list}.json?{query}&order=id:asc&paging=true&pageSize={PageSize}&page={page}"
                ),
                cancellationToken
            );
            var root = json.RootElement;
            if (
                root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("pager", out var pager)
                || !int.TryParse(Text(pager, "total"), CultureInfo.InvariantCulture, out var total)
                || !int.TryParse(Text(pager, "pageCount"), CultureInfo.InvariantCulture, out var pages)
                || !root.TryGetProperty(list, out var found)
                || found.ValueKind != JsonValueKind.Array
            )
            {
                throw new UserFacingException(
                    $"{Source}: {Address} answers {list} without its pages.",
                    "Check whether a proxy changes the answers of this DHIS2."
                );
            }

            foreach (var item in found.EnumerateArray())
            {
                if (Text(item, "id") is { } id)
                {
                    objects[id] = item.Clone();
                }
            }

            if (page >= pages)
            {
                return (objects, total);
            }
        }
    }

    private static string Escaped(string path) =>
        path.Replace("[", "%5B", StringComparison.Ordinal).Replace("]", "%5D", StringComparison.Ordinal);

    // Tomcat refuses brackets in a query as they are.
    private HttpRequestMessage Request(HttpMethod method, string path) =>
        new(method, new Uri($"{Address.ToString().TrimEnd('/')}/api/{Escaped(path)}"))
        {
            Headers = { Authorization = _credentials, Accept = { new MediaTypeWithQualityHeaderValue("application/json") } },
        };
}

/// <summary>What a DHIS2 says of itself.</summary>
/// <param name="Version">Such as 2.40.4.</param>
/// <param name="Calendar">Of its periods.</param>
/// <param name="ServerDate">Its clock.</param>
/// <param name="Analytics">When its analytics tables were last made; empty where they never were, or where this user may not know.</param>
internal sealed record Dhis2Info(string Version, string Calendar, string? ServerDate, string Analytics)
{
    /// <exception cref="UserFacingException">Its months are not those of everybody.</exception>
    public void RequireIsoCalendar()
    {
        if (Calendar is not ("iso8601" or "gregorian"))
        {
            throw new UserFacingException(
                $"{Dhis2Client.Source}: this DHIS2 keeps the calendar '{Calendar}', whose months are others than those of the weather.",
                "Export the reports by ISO week or by day converted to Gregorian months, and import that file: docs/data.md."
            );
        }
    }
}

/// <summary>What to do about an answer of DHIS2.</summary>
internal static class Dhis2Words
{
    /// <summary>What DHIS2 says where a query would give too much.</summary>
    public const string TooMuch = "exceeded max limit";

    public static string? Remedy(HttpStatusCode status, string words) =>
        status switch
        {
            HttpStatusCode.Unauthorized => "Check DHIS2_TOKEN (or DHIS2_USERNAME and DHIS2_PASSWORD): it is missing, mistyped or expired.",
            HttpStatusCode.Forbidden =>
                "The user is known but may not do this: ask the DHIS2 administrator for the right (see docs/sources-dhis2.md).",
            HttpStatusCode.NotFound => "Check dhis2.url and the UIDs in the sources file.",
            HttpStatusCode.Conflict when Has(words, "`dx`", "Data element", "data element") =>
                "Check the UIDs of the data elements in the sources file, and that the user may read their data.",
            HttpStatusCode.Conflict when Has(words, "`ou`", "org unit", "rganisation unit") =>
                "Check level and root in the sources file, and that the user may view the data of these organisation units.",
            HttpStatusCode.Conflict when Has(words, TooMuch) => "Ask the DHIS2 administrator to raise the limit of analytics records.",
            HttpStatusCode.Conflict when Has(words, "data set", "Data set") => "Check data_sets in the sources file.",
            _ => null,
        };

    private static bool Has(string words, params IEnumerable<string> any) =>
        any.Any(word => words.Contains(word, StringComparison.Ordinal));
}
