using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;

namespace MalariaPredictor.Backend.Sources.Era5;

/// <summary>What the store answered to a request.</summary>
internal enum CdsState
{
    /// <summary>It is queued or being worked on.</summary>
    Waiting,

    Ready,

    /// <summary>Nothing of what was asked for is published yet.</summary>
    NotYet,

    /// <summary>It must be asked for in smaller parts.</summary>
    TooLarge,

    /// <summary>The store has forgotten the job or its result: it must be asked for again.</summary>
    Forgotten,

    /// <summary>The store could not do it, or would not.</summary>
    Failed,
}

/// <param name="State">How far it is.</param>
/// <param name="Words">The store's own.</param>
/// <param name="Job">The job's name in the store.</param>
/// <param name="Result">Where the result is; only of a job that is ready.</param>
/// <param name="Size">Its length in bytes; 0 where the store does not state it.</param>
internal sealed record CdsAnswer(CdsState State, string Words, string Job = "", Uri? Result = null, long Size = 0)
{
    /// <summary>What to tell a user; only of a job that failed.</summary>
    public UserFacingException? Failure { get; init; }
}

/// <summary>
/// The protocol of the Climate Data Store: a request becomes a job, which waits in a queue; a job that is done has a result to download.
/// As in ECMWF's own client (ecmwf-datastores-client).
/// </summary>
internal sealed partial class CdsClient(SourceHttp http, Era5Settings settings)
{
    private const string AddressRemedy = $"Check {Era5Settings.AddressVariable}: the store's API is at {Era5Settings.Usual}.";

    private static readonly string[] ForgottenWords = ["job", "result"];
    private static readonly string[] LargeWords = ["cost limits exceeded", "too large", "too many fields", "exceeds the limit"];

    /// <summary>Sends a request. The store makes a job of it, or refuses it.</summary>
    /// <exception cref="UserFacingException">It is refused for a reason that only a person can remove.</exception>
    public async Task<CdsAnswer> SubmitAsync(CdsRequest request, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(
            () =>
                Post(
                    $"retrieve/v1/processes/{request.Dataset}/execution",
                    JsonContent.Create(new JsonObject { ["inputs"] = request.Inputs })
                ),
            request.Dataset,
            cancellationToken
        );
        if (answer.Refusal is { } refusal)
        {
            return refusal;
        }

        var job = Text(answer.Json!.RootElement, "jobID");
        return IsJob(job)
            ? new CdsAnswer(CdsState.Waiting, "", job)
            : throw Strange(request.Dataset, "its answer to a request names no job");
    }

    /// <summary>How far a job is.</summary>
    /// <exception cref="UserFacingException">The store does not answer as it should.</exception>
    public async Task<CdsAnswer> StateAsync(string dataset, string job, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(() => Get($"retrieve/v1/jobs/{job}?log=true"), dataset, cancellationToken);
        if (answer.Refusal is { } refusal)
        {
            return refusal with { Job = job };
        }

        var status = Text(answer.Json!.RootElement, "status");
        return status switch
        {
            "accepted" or "running" => new CdsAnswer(CdsState.Waiting, status, job),
            "successful" => await ResultAsync(dataset, job, cancellationToken),
            "failed" or "rejected" => Failed(dataset, job, status, await WhyAsync(answer.Json.RootElement, job, cancellationToken)),
            "dismissed" or "deleted" => new CdsAnswer(CdsState.Forgotten, $"the job was {status}", job),
            _ => throw Strange(dataset, $"the state of job {job} is '{status}'"),
        };
    }

    /// <summary>The first and last day of a dataset in the catalogue; null where it states none.</summary>
    public async Task<(DateOnly? First, DateOnly? Last)> ExtentAsync(string dataset, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(() => Get($"catalogue/v1/collections/{dataset}"), dataset, cancellationToken);
        Refuse(answer);
        if (
            answer.Json!.RootElement is { ValueKind: JsonValueKind.Object } root
            && root.TryGetProperty("extent", out var extent)
            && extent.ValueKind == JsonValueKind.Object
            && extent.TryGetProperty("temporal", out var temporal)
            && temporal.ValueKind == JsonValueKind.Object
            && temporal.TryGetProperty("interval", out var interval)
            && interval.ValueKind == JsonValueKind.Array
            && interval.GetArrayLength() > 0
            && interval[0] is { ValueKind: JsonValueKind.Array } span
            && span.GetArrayLength() == 2
        )
        {
            return (Day(span[0]), Day(span[1]));
        }

        throw Strange(dataset, "its catalogue does not state which days there are");
    }

    /// <summary>Whether the token is one. Throws the usual explanation where it is not.</summary>
    public async Task VerifyKeyAsync(CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(() => Post("profiles/v1/account/verification/pat", content: null), "", cancellationToken);
        Refuse(answer);
    }

    /// <summary>The licences that a dataset asks for and that the account has not accepted.</summary>
    public async Task<IReadOnlyList<string>> MissingLicencesAsync(string dataset, CancellationToken cancellationToken)
    {
        using var form = await AskAsync(() => Get($"catalogue/v1/collections/{dataset}/form.json"), dataset, cancellationToken);
        Refuse(form);
        using var accepted = await AskAsync(() => Get("profiles/v1/account/licences"), dataset, cancellationToken);
        Refuse(accepted);
        var known = Licences(accepted.Json!.RootElement, "licences").ToHashSet(StringComparer.Ordinal);
        return [.. Licences(form.Json!.RootElement, "licences").Distinct(StringComparer.Ordinal).Where(name => !known.Contains(name))];
    }

    /// <summary>Whether a text is the name of a job, fit for an address.</summary>
    public static bool IsJob(string text) => JobName().IsMatch(text);

    /// <summary>Where a person accepts the licences of a dataset.</summary>
    public string LicencePage(string dataset) => $"{Site}/datasets/{dataset}?tab=download#manage-licences";

    /// <summary>The web site beside the API.</summary>
    private string Site => settings.Address.GetLeftPart(UriPartial.Authority);

    private async Task<CdsAnswer> ResultAsync(string dataset, string job, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(() => Get($"retrieve/v1/jobs/{job}/results"), dataset, cancellationToken);
        if (answer.Refusal is { } refusal)
        {
            return refusal with { Job = job };
        }

        if (
            answer.Json!.RootElement is { ValueKind: JsonValueKind.Object } root
            && root.TryGetProperty("asset", out var asset)
            && asset.ValueKind == JsonValueKind.Object
            && asset.TryGetProperty("value", out var value)
            && Uri.TryCreate(At($"retrieve/v1/jobs/{job}/results"), Text(value, "href"), out var href)
            && href.Scheme is "http" or "https"
        )
        {
            return settings.Address.Scheme == Uri.UriSchemeHttps && href.Scheme != Uri.UriSchemeHttps
                ? throw Strange(dataset, $"the result lies at {HttpWords.Shown(href)}, which is not encrypted")
                : new CdsAnswer(
                    CdsState.Ready,
                    "",
                    job,
                    href,
                    value.TryGetProperty("file:size", out var size) && size.ValueKind == JsonValueKind.Number ? size.GetInt64() : 0
                );
        }

        throw Strange(dataset, $"the result of job {job} has no address");
    }

    private CdsAnswer Failed(string dataset, string job, string status, string why) =>
        Classify(HttpStatusCode.BadRequest, why) is { } known
            ? known with
            {
                Job = job,
            }
            : new CdsAnswer(CdsState.Failed, why, job)
            {
                Failure = new UserFacingException(
                    $"{Era5Settings.Source}: the store's job {job} of {dataset} {(status == "failed" ? "failed" : "was rejected")}: {why}",
                    why.Contains("licence", StringComparison.OrdinalIgnoreCase)
                            ? $"Log in with the account of {Era5Settings.KeyVariable} and accept the licence once: {LicencePage(dataset)}"
                        : status == "failed"
                            ? "The next run asks again. If it fails again, see the state of the store: https://status.ecmwf.int"
                        : "The store limits how many requests one account may queue: the next run asks again. See those that wait at "
                            + $"{Site}/requests and delete what is not needed."
                ),
            };

    /// <summary>Why a job failed: what its results answer, and the newest lines of its log.</summary>
    private async Task<string> WhyAsync(JsonElement job, string name, CancellationToken cancellationToken)
    {
        var results = await http.AnswerAsync(() => Get($"retrieve/v1/jobs/{name}/results"), SourceHttp.LargestDocument, cancellationToken);
        List<string> log = [];
        if (
            job.TryGetProperty("metadata", out var metadata)
            && metadata.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty("log", out var lines)
            && lines.ValueKind == JsonValueKind.Array
        )
        {
            log.AddRange(
                lines
                    .EnumerateArray()
                    .Where(line => line.ValueKind == JsonValueKind.Array && line.GetArrayLength() == 2)
                    .Select(line => line[1].ToString())
                    .TakeLast(2)
            );
        }

        return string.Join(" | ", log.Prepend(results.Words).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal));
    }

    private async Task<Answer> AskAsync(Func<HttpRequestMessage> request, string dataset, CancellationToken cancellationToken)
    {
        var answer = await http.AnswerAsync(request, SourceHttp.LargestDocument, cancellationToken);
        if (!answer.IsSuccess)
        {
            return Classify(answer.Status, answer.Words) is { } known
                ? new Answer(known, null)
                : throw new UserFacingException($"{Era5Settings.Source}: {answer.Shown}", Remedy(answer, dataset));
        }

        try
        {
            return new Answer(null, JsonDocument.Parse(answer.Bytes));
        }
        catch (JsonException broken)
        {
            throw new UserFacingException(
                $"{Era5Settings.Source}: {answer.Address} answered with something that is not JSON: {answer.Words}",
                $"{AddressRemedy} Check too whether a login page or a proxy answers in its place.",
                broken
            );
        }
    }

    private static CdsAnswer? Classify(HttpStatusCode status, string words) =>
        words.Contains("data you have requested is available yet", StringComparison.OrdinalIgnoreCase)
            ? new CdsAnswer(CdsState.NotYet, words)
        : (int)status is 400 or 403 or 413 or 422 && LargeWords.Any(known => words.Contains(known, StringComparison.OrdinalIgnoreCase))
            ? new CdsAnswer(CdsState.TooLarge, words)
        : status == HttpStatusCode.NotFound && ForgottenWords.Any(known => words.Contains(known, StringComparison.OrdinalIgnoreCase))
            ? new CdsAnswer(CdsState.Forgotten, words)
        : null;

    private string Remedy(HttpAnswer answer, string dataset) =>
        answer.Status switch
        {
            HttpStatusCode.Unauthorized =>
                $"Check {Era5Settings.KeyVariable}: it must be the personal access token that {Site}/profile shows when you are logged in.",
            HttpStatusCode.Forbidden when answer.Words.Contains("licence", StringComparison.OrdinalIgnoreCase) =>
                $"Log in with the account of {Era5Settings.KeyVariable} and accept the licence once: {LicencePage(dataset)}",
            HttpStatusCode.Forbidden =>
                $"The account of {Era5Settings.KeyVariable} may not do this: log in at {Site} and see its messages.",
            HttpStatusCode.NotFound => AddressRemedy,
            HttpStatusCode.TooManyRequests =>
                $"The store limits how many requests one account may queue; the next run goes on from there. See {Site}/requests.",
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity =>
                "The store does not take this request: it may have changed its dataset. Update malaria-predictor, or report it.",
            _ => answer.Remedy,
        };

    private static void Refuse(Answer answer)
    {
        if (answer.Refusal is { } refusal)
        {
            throw new UserFacingException($"{Era5Settings.Source}: the store refuses: {refusal.Words}", AddressRemedy);
        }
    }

    private static UserFacingException Strange(string dataset, string what) =>
        new(
            $"{Era5Settings.Source}: {what} ({dataset}).",
            $"{AddressRemedy} If it is right, the store has changed its protocol: update malaria-predictor, or report it."
        );

    private HttpRequestMessage Get(string path) => With(new HttpRequestMessage(HttpMethod.Get, At(path)));

    private HttpRequestMessage Post(string path, HttpContent? content) =>
        With(new HttpRequestMessage(HttpMethod.Post, At(path)) { Content = content });

    private HttpRequestMessage With(HttpRequestMessage message)
    {
        message.Headers.Add("PRIVATE-TOKEN", settings.Key);
        return message;
    }

    private Uri At(string path) => new($"{settings.Address.AbsoluteUri.TrimEnd('/')}/{path}");

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    private static DateOnly? Day(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.TryGetDateTimeOffset(out var time)
            ? DateOnly.FromDateTime(time.UtcDateTime)
            : null;

    /// <summary>The identifiers in every list of a name, however deep it lies: the catalogue's forms nest by dataset.</summary>
    private static IEnumerable<string> Licences(JsonElement element, string list) =>
        element.ValueKind switch
        {
            JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Licences(item, list)),
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(property =>
                    property.Name == list && property.Value.ValueKind == JsonValueKind.Array
                        ? property.Value.EnumerateArray().Select(item => Text(item, "id")).Where(id => id.Length > 0)
                        : Licences(property.Value, list)
                ),
            _ => [],
        };

    [GeneratedRegex("^[A-Za-z0-9-]{1,100}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex JobName();

    private sealed record Answer(CdsAnswer? Refusal, JsonDocument? Json) : IDisposable
    {
        public void Dispose() => Json?.Dispose();
    }
}
