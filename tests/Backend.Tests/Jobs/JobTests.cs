using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MalariaPredictor.Backend.Jobs;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Tests.Backups;
using MalariaPredictor.Backend.Tests.Storage;
using MalariaPredictor.Backend.Tests.Storage.Faults;

namespace MalariaPredictor.Backend.Tests.Jobs;

public sealed class JobTests
{
    private static readonly TimeSpan Dead = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, Databases]
    public async Task A_run_is_claimed_once_by_whoever_comes_first_and_again_only_when_its_owner_is_dead(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        var runs = new JobRuns(scratch.Database, scratch.Clock);
        await runs.EnqueueAsync("a@1", "a", "schedule", Stop);
        await runs.EnqueueAsync("a@1", "a", "schedule", Stop);

        (await Task.WhenAll(Enumerable.Range(0, 8).Select(owner => runs.ClaimAsync("a@1", $"owner {owner}", Dead, Stop))))
            .Count(claimed => claimed)
            .ShouldBe(1);
        scratch.Clock.Advance(Dead + TimeSpan.FromSeconds(1));
        (await runs.OrphansAsync(Dead, Stop)).ShouldHaveSingleItem().Attempts.ShouldBe(1);
        (await runs.ClaimAsync("a@1", "another", Dead, Stop)).ShouldBeTrue();

        (await runs.FinishAsync("a@1", "owner 0", succeeded: false, "late", Stop)).ShouldBeFalse("its owner was given up");
        (await runs.FinishAsync("a@1", "another", succeeded: true, "done", Stop)).ShouldBeTrue();
        var run = (await runs.FindAsync("a@1", Stop)).ShouldNotBeNull();
        (run.State, run.Detail, run.Attempts).ShouldBe((JobRun.Succeeded, "done", 2));
        (await runs.ClaimAsync("a@1", "late", Dead, Stop)).ShouldBeFalse();
    }

    [Theory, Databases]
    public async Task Every_job_can_be_run_by_hand_twice_and_is_recorded(Dialect on)
    {
        using var place = await Place.WithForecastAsync(on);

        foreach (var job in (string[])["forecast-refresh", "retraining-check", "history-retention", "health-snapshot", "nightly-backup"])
        {
            await place.Must("jobs", "run", job);
            (await place.Must("jobs", "run", job)).ShouldContain($"{job} succeeded");
            JsonElement.Parse(await place.Must("jobs", "history", job, "--json")).GetArrayLength().ShouldBe(2);
        }
    }

    [Fact]
    public async Task A_job_that_fails_says_why_and_nothing_else_fails()
    {
        using var place = await Place.EmptyAsync(Dialect.Sqlite);
        await place.Must("migrate", "up");

        var run = JsonElement.Parse((await place.Run("jobs", "run", "forecast-refresh", "--json")).Output);

        run.GetProperty("outcome").GetString().ShouldBe("failed");
        run.GetProperty("detail").GetString()!.ShouldContain("malaria-predictor import");
        (await place.Fails("jobs", "run", "no-such-job")).ShouldContain("forecast-refresh");
    }

    [Fact]
    public async Task Jobs_are_listed_for_all_and_started_by_whoever_shows_the_key()
    {
        using var place = await Place.WithForecastAsync(Dialect.Sqlite);
        place.Set("API_SECRET_KEY", "let me in");
        await using var app = await place.ServeAsync();

        var jobs = await app.Json("/api/v1/jobs");
        jobs.EnumerateArray().Select(job => job.GetProperty("name").GetString()).ShouldContain("forecast-refresh");
        (await Start(app, "forecast-refresh", key: null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Start(app, "forecast-refresh", "guessed")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Start(app, "no-such-job", "let me in")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var started = await Start(app, "forecast-refresh", "let me in");
        started.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var key = (await started.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken))
            .GetProperty("key")
            .GetString();

        await Until(async () =>
            (await app.Json("/api/v1/jobs/forecast-refresh/runs"))
                .EnumerateArray()
                .Any(run => run.GetProperty("key").GetString() == key && run.GetProperty("state").GetString() == "succeeded")
        );
    }

    [Fact]
    public async Task Two_instances_on_one_database_run_each_of_two_hundred_triggers_once()
    {
        Postgres.Needed();
        using var place = await Place.WithForecastAsync(Dialect.Postgres);
        place.Set("API_SECRET_KEY", "let me in");
        await using var one = await place.ServeAsync();
        await using var other = await place.ServeAsync();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 200),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (number, _) =>
                (await Start(number % 2 == 0 ? one : other, "history-retention", "let me in")).StatusCode.ShouldBe(HttpStatusCode.Accepted)
        );

        await Until(async () =>
            await place.CountAsync("SELECT COUNT(*) FROM job_run WHERE job = 'history-retention' AND outcome = 'succeeded'") == 200
        );
        (await place.CountAsync("SELECT COUNT(*) FROM job_run WHERE attempts <> 1")).ShouldBe(0);
    }

    private static Task<HttpResponseMessage> Start(Serving.ServedApp app, string job, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/jobs/{job}/runs");
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return app.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task Until(Func<Task<bool>> seen)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await seen())
            {
                return;
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        (await seen()).ShouldBeTrue("it did not come to pass within a minute");
    }
}
