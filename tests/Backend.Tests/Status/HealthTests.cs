using System.Net;
using System.Text.Json;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Status;

public sealed class HealthTests
{
    [Fact]
    public async Task Without_a_database_the_process_lives_but_is_not_ready_and_says_what_to_do()
    {
        using var database = new TestDatabase();
        await using var app = await ServedApp.Start(database);

        (await app.Ask("/health/liveness")).Status.ShouldBe(HttpStatusCode.OK);
        (await app.Ask("/health/startup")).Status.ShouldBe(HttpStatusCode.OK);
        var (status, report) = await app.Ask("/health/readiness");
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        report.GetProperty("status").GetString().ShouldBe("unready");
        Reason(report, "database").ShouldContain("malaria-predictor migrate up");
        (await app.Ask("/api/v1/forecasts/Akoro")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var page = await app.Get("/");
        page.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task An_older_schema_is_named_with_the_remedy()
    {
        using var database = new TestDatabase();
        await database.Must("migrate", "up");
        await database.Must("migrate", "down", "--to", "1");
        await using var app = await ServedApp.Start(database);

        var (status, report) = await app.Ask("/health/readiness");
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Reason(report, "schema").ShouldContain("malaria-predictor migrate up");
    }

    [Fact]
    public async Task Without_forecasts_the_missing_steps_are_named_and_once_done_the_process_is_ready()
    {
        using var database = new TestDatabase();
        await database.Must("migrate", "up");
        await using var app = await ServedApp.Start(database);
        Reason((await app.Ask("/health/readiness")).Body, "forecasts").ShouldContain("malaria-predictor forecast");

        await database.Import(TinyCountry.Observations());
        await database.Must("train");
        await database.Must("forecast");
        await app.Look();

        var (status, report) = await app.Ask("/health/readiness");
        status.ShouldBe(HttpStatusCode.OK);
        report.GetProperty("checks").EnumerateArray().ShouldAllBe(check => check.GetProperty("status").GetString() == "ready");
    }

    [Fact]
    public async Task A_database_that_vanishes_is_reported_while_its_forecasts_stay_in_service()
    {
        using var database = await TestDatabase.Forecast();
        await using var app = await ServedApp.Start(database);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.Move(Path.Combine(database.Folder, "test.db"), Path.Combine(database.Folder, "gone.db"));

        (await app.Ask("/health/readiness")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await app.Ask("/api/v1/forecasts/Akoro")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static string Reason(JsonElement report, string check) =>
        report
            .GetProperty("checks")
            .EnumerateArray()
            .Single(found => found.GetProperty("name").GetString() == check)
            .GetProperty("reason")
            .GetString()!;
}
