using System.Net;
using System.Text.Json;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Forecasts;

[Collection(nameof(ServedCountry))]
public sealed class TotalTests(ServedCountry country)
{
    private readonly ServedApp _app = country.App;

    [Fact]
    public async Task The_total_has_23_rising_quantiles_per_horizon_and_names_what_is_left_out()
    {
        var total = await _app.Json("/api/v1/forecasts/total");

        total.GetProperty("locations").GetInt32().ShouldBe(TinyCountry.Districts.Length);
        total.GetProperty("leftOut").EnumerateArray().Select(name => name.GetString()).ShouldBe([TinyCountry.Silent]);
        total.GetProperty("dependence").GetProperty("origins").GetInt32().ShouldBeGreaterThan(0);
        total.GetProperty("simulated").GetBoolean().ShouldBeTrue();
        foreach (var horizon in total.GetProperty("forecasts").EnumerateArray())
        {
            var values = Values(horizon);
            values.Length.ShouldBe(23);
            values.ShouldBe(values.Order());
        }

        total.GetProperty("forecasts").GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public async Task The_range_of_the_total_is_narrower_than_the_sum_of_the_ranges_and_wider_than_the_widest()
    {
        var total = Values((await _app.Json("/api/v1/totals")).GetProperty("forecasts")[0]);
        var parts = (await _app.Json("/api/v1/forecasts"))
            .GetProperty("locations")
            .EnumerateArray()
            .Where(location => location.GetProperty("forecasts").GetArrayLength() > 0)
            .Select(location => Values(location.GetProperty("forecasts")[0]))
            .ToList();

        Width(total).ShouldBeLessThan(parts.Sum(Width));
        Width(total).ShouldBeGreaterThan(parts.Max(Width));
        total[11].ShouldBe(parts.Sum(part => part[11]), parts.Sum(part => part[11]) * .1);
    }

    [Fact]
    public async Task The_total_is_the_same_at_both_addresses_and_for_its_own_origin()
    {
        var total = await _app.Text("/api/v1/totals");

        (await _app.Text("/api/v1/forecasts/total")).ShouldBe(total);
        (await _app.Text("/api/v1/totals?origin=2023-12")).ShouldBe(total);
    }

    [Fact]
    public async Task The_total_comes_as_csv_too()
    {
        var lines = (await _app.Text("/api/v1/totals?format=csv")).TrimEnd('\n').Split('\n');

        lines.Length.ShouldBe(1 + (3 * 23));
        lines[1].ShouldStartWith("total,2023-12,1,2024-01,0.01,");
    }

    [Theory]
    [InlineData("?format=xml")]
    [InlineData("?orgin=2023-12")]
    public async Task Parameters_of_the_total_are_checked(string query) =>
        (await _app.Ask("/api/v1/totals" + query)).Status.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_location_named_total_keeps_its_address()
    {
        using var database = new TestDatabase();
        await database.Must("migrate", "up");
        await database.Import(TinyCountry.Observations().Replace("Akoro", "total", StringComparison.Ordinal));
        await database.Must("train");
        await database.Must("forecast");
        await using var app = await ServedApp.Start(database);

        (await app.Json("/api/v1/forecasts/total")).TryGetProperty("leftOut", out _).ShouldBeFalse();
        (await app.Json("/api/v1/forecasts/total?format=json")).TryGetProperty("leftOut", out _).ShouldBeFalse();
        (await app.Json("/api/v1/totals")).GetProperty("locations").GetInt32().ShouldBe(TinyCountry.Districts.Length);
    }

    private static double[] Values(JsonElement horizon) =>
        [.. horizon.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())];

    private static double Width(double[] quantiles) => quantiles[19] - quantiles[3];
}
