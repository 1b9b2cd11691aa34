using System.Net;
using System.Text.Json;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Tests.Backups;
using MalariaPredictor.Backend.Tests.Serving;
using MalariaPredictor.Backend.Tests.Storage.Faults;

namespace MalariaPredictor.Backend.Tests.Jobs;

/// <summary>Two processes on one database, one of which dies as the machine under it would let it die.</summary>
public sealed class KilledInstanceTests
{
    private const string Runs = "/api/v1/jobs/forecast-refresh/runs";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_job_of_an_instance_that_is_killed_in_the_middle_of_it_is_done_once_by_the_other()
    {
        Postgres.Needed();
        using var place = await Place.WithForecastAsync(Dialect.Postgres);
        await place.Import(TinyCountry.Observations(seed: 8));
        place.Set("API_SECRET_KEY", "let me in");
        await using var one = await place.ServeApartAsync();
        await using var other = await place.ServeApartAsync();
        var before = await place.CountAsync("SELECT COUNT(*) FROM forecast_run");

        string key;
        ServedProcess survivor;
        await using (await place.HoldAsync("observation")) // So that the job is surely in its middle.
        {
            key = await AskAsync(one);
            var running = await UntilAsync(other, key, run => State(run) == "running");
            var worker = new[] { one, other }.Single(instance => Owner(running).Contains($"/{instance.Id}/", StringComparison.Ordinal));
            survivor = worker == one ? other : one;
            await worker.KillAsync();
        }

        var ended = await UntilAsync(survivor, key, run => State(run) is "succeeded" or "failed");
        State(ended).ShouldBe("succeeded", ended.GetRawText());
        Owner(ended).ShouldContain($"/{survivor.Id}/");
        ended.GetProperty("attempts").GetInt32().ShouldBe(2);
        (await place.CountAsync("SELECT COUNT(*) FROM forecast_run")).ShouldBe(before + 1, "forecasts were made, once");
    }

    private static string State(JsonElement run) => run.GetProperty("state").GetString()!;

    private static string Owner(JsonElement run) => run.GetProperty("owner").GetString()!;

    private static async Task<string> AskAsync(ServedProcess instance)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Runs) { Headers = { Authorization = new("Bearer", "let me in") } };
        using var answer = await instance.Client.SendAsync(request, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Stop)).GetProperty("key").GetString()!;
    }

    /// <summary>What an instance says of a run, once it is as awaited.</summary>
    private static async Task<JsonElement> UntilAsync(ServedProcess instance, string key, Func<JsonElement, bool> met)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            var runs = JsonElement.Parse(await instance.Client.GetStringAsync(new Uri(Runs, UriKind.Relative), patience.Token));
            if (
                runs.EnumerateArray().FirstOrDefault(run => run.GetProperty("key").GetString() == key)
                    is { ValueKind: JsonValueKind.Object } run
                && met(run)
            )
            {
                return run;
            }

            await Task.Delay(100, patience.Token);
        }
    }
}
