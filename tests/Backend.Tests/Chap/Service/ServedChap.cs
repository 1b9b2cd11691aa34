using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MalariaPredictor.Backend.Chap.Service;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Tests.Serving;
using MalariaPredictor.Forecasting.Series;
using Microsoft.AspNetCore.Builder;

namespace MalariaPredictor.Backend.Tests.Chap.Service;

/// <summary>The chapkit-shaped service on a real port, spoken to as CHAP does.</summary>
internal sealed class ServedChap : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServedChap(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public static async Task<ServedChap> Start(PeriodType periods = PeriodType.Month, Dictionary<string, string>? variables = null)
    {
        var here = new HostContext(name => name == "LOG_LEVEL" ? "error" : variables?.GetValueOrDefault(name), TimeProvider.System);
        var app = ChapServiceApp.Create(here, IPAddress.Loopback, 0, periods);
        await app.StartAsync();
        return new ServedChap(app);
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> Get(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> Post(string path, object body)
    {
        using var response = await Client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
    }

    public async Task<string> Config(object? data = null) =>
        (await Post("/api/v1/configs", new { name = "test", data = data ?? new { } })).Body.GetProperty("id").GetString()!;

    /// <summary>Polls a job as CHAP does, until it has ended.</summary>
    public async Task<JsonElement> Ended(JsonElement submitted)
    {
        while (true)
        {
            var job = (await Get($"/api/v1/jobs/{submitted.GetProperty("job_id").GetString()}")).Body;
            if (job.GetProperty("status").GetString() is "completed" or "failed" or "canceled")
            {
                return job;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The tiny country as CHAP sends it, without its last months; and those.</summary>
    public static (object Historic, object Future) Frames(int ahead = 3)
    {
        var lines = TinyCountry.Observations(simulated: false).Replace("\"Eno, East\"", "Eno").Replace("\"", "").TrimEnd('\n').Split('\n');
        var rows = lines.Skip(1).Select(line => line.Split(',')).ToArray();
        var last = rows.Select(row => row[0]).Distinct().Order(StringComparer.Ordinal).ToArray()[^(ahead + 1)];
        object?[][] known =
        [
            .. rows.Where(row => string.CompareOrdinal(row[0], last) <= 0)
                .Select(row =>
                    new object?[]
                    {
                        row[0],
                        row[1],
                        row[2].Length > 0 ? double.Parse(row[2]) : null,
                        double.Parse(row[3]),
                        double.Parse(row[4]),
                    }
                ),
        ];
        object?[][] asked =
        [
            .. rows.Where(row => string.CompareOrdinal(row[0], last) > 0)
                .Select(row => new object?[] { row[0], row[1], double.Parse(row[3]) }),
        ];
        return (
            new { columns = (string[])["time_period", "location", "disease_cases", "population", "rainfall"], data = known },
            new { columns = (string[])["time_period", "location", "population"], data = asked }
        );
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
