using System.Text.Json;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Species;

[Collection(nameof(TwoSpecies))]
public sealed class SpeciesJourneyTests(TwoSpecies country)
{
    private readonly ServedApp _app = country.App;

    [Fact]
    public async Task A_location_has_its_species_beside_the_total()
    {
        var forecast = await _app.Json("/api/v1/forecasts/Akoro");
        var species = forecast.GetProperty("species").EnumerateArray().ToList();

        species
            .Select(one => (one.GetProperty("variable").GetString(), one.GetProperty("name").GetString()))
            .ShouldBe([("cases_pf", "P. falciparum"), ("cases_pv", "P. vivax")]);
        species.ShouldAllBe(one => one.GetProperty("forecasts").GetArrayLength() == 3);
        var medians = species.Sum(one => one.GetProperty("forecasts")[0].GetProperty("median").GetDouble());
        forecast.GetProperty("forecasts")[0].GetProperty("median").GetDouble().ShouldBe(medians, .1 * medians);
        (await _app.Json("/api/v1/forecasts/Dunga")).TryGetProperty("species", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task In_every_draw_the_species_add_up_to_the_total()
    {
        foreach (var horizon in (await _app.Json("/api/v1/samples/Akoro")).GetProperty("forecasts").EnumerateArray())
        {
            var (total, first, second) = (Draws(horizon, "samples"), Draws(horizon, "cases_pf"), Draws(horizon, "cases_pv"));
            total.Length.ShouldBe(1000);
            total.ShouldBe(first.Zip(second, (one, other) => one + other));
        }
    }

    [Fact]
    public async Task Tables_tell_the_species_in_a_last_column()
    {
        var lines = (await _app.Text("/api/v1/forecasts/Akoro?format=csv")).TrimEnd('\n').Split('\n');
        lines[0].ShouldBe("location,origin,horizon,period,quantile,value,species");
        lines
            .Skip(1)
            .GroupBy(line => line.Split(',')[^1])
            .Select(group => (group.Key, group.Count()))
            .ShouldBe([("all", 69), ("cases_pf", 69), ("cases_pv", 69)]);
        (await _app.Text("/api/v1/samples/Akoro?format=csv")).ShouldStartWith(
            "location,origin,horizon,period,sample,value,cases_pf,cases_pv\n"
        );
    }

    [Fact]
    public async Task The_page_shows_the_species_where_they_are_told()
    {
        var page = await _app.Text("/locations/Akoro");
        page.ShouldContain("By species");
        page.ShouldContain("P. vivax");
        (await _app.Text("/locations/Dunga")).ShouldNotContain("By species");
    }

    [Fact]
    public async Task Where_one_location_tells_no_species_the_total_tells_none()
    {
        (await _app.Json("/api/v1/totals")).TryGetProperty("species", out _).ShouldBeFalse();
        (await _app.Json("/api/v1/totals")).GetProperty("locations").GetInt32().ShouldBe(5);
    }

    private static double[] Draws(JsonElement horizon, string member) =>
        [.. horizon.GetProperty(member).EnumerateArray().Select(draw => draw.GetDouble())];
}
