using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Modis;

/// <summary>The API of AppEEARS: tasks are begun, waited for, and their files fetched.</summary>
/// <param name="address">Of the API.</param>
/// <param name="key">An Earthdata token, or user:password, which is exchanged for a token of 48 hours.</param>
/// <param name="clock">For the waits.</param>
/// <param name="http">Asks it.</param>
internal sealed class AppEearsTasks(Uri address, string key, TimeProvider clock, SourceHttp http) : IDisposable
{
    public const string Usual = "https://appeears.earthdatacloud.nasa.gov/api";

    private const long LargestFile = 1L << 30;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan MostWaiting = TimeSpan.FromHours(2);

    private (string Text, DateTimeOffset Until)? _token;

    public Uri Address => address;

    /// <exception cref="UserFacingException">The key is not accepted.</exception>
    public async Task RequireKeyAsync(CancellationToken cancellationToken)
    {
        using var tasks = await AskAsync("task?limit=1", cancellationToken);
    }

    /// <summary>What a product has: by layer, its scale and fill. Needs no key.</summary>
    public Task<JsonDocument> LayersAsync(ModisProduct product, CancellationToken cancellationToken) =>
        http.JsonAsync(
            () => new HttpRequestMessage(HttpMethod.Get, new Uri($"{address}/product/{product.Versioned}")),
            Explain,
            cancellationToken
        );

    /// <summary>Begins a task for rectangles, or finds the one that was begun for the same; gives its id.</summary>
    public async Task<string> BeginAsync(
        ModisProduct product,
        IReadOnlyList<DateOnly> dates,
        SourcePart part,
        IReadOnlyList<double[][]> rings,
        CancellationToken cancellationToken
    )
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"malaria-predictor {part.Key} {part.Scope[..12]} {dates[^1]:yyyyMMdd}");
        // A run that ended between asking and noting must not ask twice.
        return await BegunAsync(name, cancellationToken) ?? await SubmitAsync(product, dates, rings, name, cancellationToken);
    }

    /// <summary>The task's id when it is done.</summary>
    /// <param name="part">For which part, for messages.</param>
    /// <param name="remembered">The file that holds the id; deleted where the task has failed, so that the next run begins another.</param>
    /// <param name="progress">Takes a sentence on how far it is.</param>
    /// <param name="cancellationToken">Ends it; the task goes on at the service.</param>
    public async Task<string> WaitAsync(
        SourcePart part,
        string remembered,
        Func<string, Task> progress,
        CancellationToken cancellationToken
    )
    {
        var id = await File.ReadAllTextAsync(remembered, cancellationToken);
        var (wait, begun) = (FirstWait, clock.GetUtcNow());
        while (true)
        {
            using var answer = await AskAsync($"task/{Uri.EscapeDataString(id)}", cancellationToken);
            var status = OrnlService.Text(answer.RootElement, "status");
            switch (status)
            {
                case "done":
                    return id;
                case "error" or "deleted" or "expired":
                    File.Delete(remembered);
                    throw new UserFacingException(
                        $"{ModisConnector.Source}: the task {id} of AppEEARS for {part.Key} ended as {status}: "
                            + $"{FileProblem.Shown(OrnlService.Text(answer.RootElement, "error"))}",
                        "The next run begins a new one. If that fails too, ask with fewer variables, or use service: ornl."
                    );
                case "pending" or "queued" or "processing":
                    break;
                default:
                    throw OrnlService.Unlike($"task {id}", $"its status is '{FileProblem.Shown(status)}'");
            }

            if (clock.GetUtcNow() - begun > MostWaiting)
            {
                throw new UserFacingException(
                    $"{ModisConnector.Source}: the task {id} of AppEEARS for {part.Key} is {status} since more than "
                        + $"{MostWaiting.TotalHours:0} hours.",
                    "The next run goes on waiting for it. AppEEARS has its queue on its page, Explore Requests."
                );
            }

            await progress($"AppEEARS task {id} is {status}.");
            await Task.Delay(wait, clock, cancellationToken);
            wait = TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, wait.Ticks * 3 / 2));
        }
    }

    /// <summary>The files of a task that is done. The caller disposes it.</summary>
    public Task<JsonDocument> BundleAsync(string task, CancellationToken cancellationToken) =>
        AskAsync($"bundle/{Uri.EscapeDataString(task)}", cancellationToken);

    /// <summary>False where the service does not have the file.</summary>
    public async Task<bool> DownloadAsync(string task, string file, string path, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(cancellationToken);
        return await http.DownloadAsync(
            () => Request(HttpMethod.Get, $"bundle/{Uri.EscapeDataString(task)}/{Uri.EscapeDataString(file)}", token),
            path,
            LargestFile,
            Explain,
            cancellationToken
        );
    }

    public void Dispose() => http.Dispose();

    private async Task<string?> BegunAsync(string name, CancellationToken cancellationToken)
    {
        using var tasks = await AskAsync("task?limit=100", cancellationToken);
        return tasks.RootElement.ValueKind == JsonValueKind.Array
            ? tasks
                .RootElement.EnumerateArray()
                .Where(task =>
                    OrnlService.Text(task, "task_name") == name
                    && OrnlService.Text(task, "status") is "pending" or "queued" or "processing" or "done"
                )
                .Select(task => OrnlService.Text(task, "task_id"))
                .FirstOrDefault(id => id.Length > 0)
            : throw OrnlService.Unlike("tasks", "the answer is no list");
    }

    private async Task<string> SubmitAsync(
        ModisProduct product,
        IReadOnlyList<DateOnly> dates,
        IReadOnlyList<double[][]> rings,
        string name,
        CancellationToken cancellationToken
    )
    {
        var task = new
        {
            task_type = "area",
            task_name = name,
            @params = new
            {
                dates = new[] { new { startDate = American(dates[0]), endDate = American(dates[^1]) } },
                layers = ((string[])[product.Band, product.QualityBand]).Select(band => new
                {
                    layer = ModisProduct.Layer(band),
                    product = product.Versioned,
                }),
                output = new { format = new { type = "geotiff" }, projection = "geographic" },
                geo = new
                {
                    type = "FeatureCollection",
                    features = rings.Select(ring => new
                    {
                        type = "Feature",
                        properties = new { },
                        geometry = new { type = "Polygon", coordinates = new[] { ring } },
                    }),
                },
            },
        };
        var token = await TokenAsync(cancellationToken);
        using var answer = await http.JsonAsync(
            () => Request(HttpMethod.Post, "task", token, JsonContent.Create(task)),
            Explain,
            cancellationToken
        );
        return OrnlService.Text(answer.RootElement, "task_id") is { Length: > 0 } id
            ? id
            : throw OrnlService.Unlike("a new task", "the answer has no task_id");
    }

    private async Task<JsonDocument> AskAsync(string path, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(cancellationToken);
        return await http.JsonAsync(() => Request(HttpMethod.Get, path, token), Explain, cancellationToken);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string token, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, new Uri($"{Address}/{path}")) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        // A token of Earthdata holds no colon.
        if (!key.Contains(':', StringComparison.Ordinal))
        {
            return key.Trim();
        }

        if (_token is { } known && known.Until > clock.GetUtcNow().AddHours(1))
        {
            return known.Text;
        }

        using var answer = await http.JsonAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{Address}/login"));
                request.Headers.Authorization = new AuthenticationHeaderValue(
                    "Basic",
                    Convert.ToBase64String(Encoding.UTF8.GetBytes(key.Trim()))
                );
                return request;
            },
            Explain,
            cancellationToken
        );
        var token = OrnlService.Text(answer.RootElement, "token");
        if (token.Length == 0)
        {
            throw OrnlService.Unlike("login", "the answer has no token");
        }

        var until = DateTimeOffset.TryParse(
            OrnlService.Text(answer.RootElement, "expiration"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var stated
        )
            ? stated
            : clock.GetUtcNow().AddHours(24);
        _token = (token, until);
        return token;
    }

    private static string? Explain(HttpStatusCode status, string words) =>
        status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? $"The Earthdata token in {ModisSettings.KeyVariable} is mistyped or expired (they last 60 days): make one at "
                + "urs.earthdata.nasa.gov, Generate Token. It may also be user:password."
            : null;

    private static string American(DateOnly date) => date.ToString("MM-dd-yyyy", CultureInfo.InvariantCulture);
}
