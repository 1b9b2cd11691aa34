using System.Net;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Observations;

[Collection(nameof(ServedCountry))]
public sealed class ObservationEndpointTests(ServedCountry country)
{
    private readonly ServedApp _app = country.App;

    [Fact]
    public async Task Location_variable_and_periods_filter()
    {
        var rows = (await _app.Json("/api/v1/observations?location=Akoro&variable=population&from=2023-11&to=2023-12"))
            .GetProperty("observations")
            .EnumerateArray()
            .ToList();

        rows.Select(row => row.GetProperty("period").GetString()).ShouldBe(["2023-11", "2023-12"]);
        rows.ShouldAllBe(row => row.GetProperty("value").GetDouble() == 10_000);
    }

    [Fact]
    public async Task What_was_not_reported_has_no_row() =>
        (await _app.Json($"/api/v1/observations?location={TinyCountry.Silent}&variable=disease_cases"))
            .GetProperty("observations")
            .GetArrayLength()
            .ShouldBe(2);

    [Fact]
    public async Task Csv_holds_every_value_of_the_country()
    {
        var lines = (await _app.Text("/api/v1/observations?format=csv")).TrimEnd('\n').Split('\n');

        lines[0].ShouldBe("location,period,variable,value");
        lines.Length.ShouldBe(1 + (((5 * 3) + 2) * TinyCountry.Months) + 2);
    }

    [Theory]
    [InlineData("variable=casess", HttpStatusCode.BadRequest, "disease_cases")]
    [InlineData("location=Nowhere", HttpStatusCode.NotFound, "")]
    [InlineData("from=lately", HttpStatusCode.BadRequest, "2023-12")]
    [InlineData("to=2023W05", HttpStatusCode.BadRequest, "2023-12")]
    [InlineData("as_of=yesterday", HttpStatusCode.BadRequest, "2024-03-31")]
    [InlineData("as_of=2001-01-01", HttpStatusCode.BadRequest, "first record")]
    [InlineData("since=2020", HttpStatusCode.BadRequest, "from")]
    public async Task A_value_that_means_nothing_is_refused_with_what_would(string query, HttpStatusCode expected, string hint)
    {
        var (status, problem) = await _app.Ask("/api/v1/observations?" + query);

        status.ShouldBe(expected);
        problem.GetRawText().ShouldContain(hint);
    }

    [Fact]
    public async Task As_of_gives_what_was_known_before_a_correction()
    {
        using var database = await TestDatabase.Forecast();
        await using var app = await ServedApp.Start(database);
        const string Query = "/api/v1/observations?location=Akoro&variable=disease_cases&from=2023-12";
        var then = (await app.Json("/api/v1/status")).GetProperty("data").GetProperty("lastRecorded").GetDateTimeOffset();
        var before = Value(await app.Json(Query));

        await database.Import(TinyCountry.Observations(seed: 8));
        await app.Look();

        Value(await app.Json(Query)).ShouldNotBe(before);
        Value(await app.Json($"{Query}&as_of={Uri.EscapeDataString(then.ToString("O"))}")).ShouldBe(before);
    }

    private static double Value(System.Text.Json.JsonElement document) =>
        document.GetProperty("observations")[0].GetProperty("value").GetDouble();
}
