using System.Globalization;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Species;

/// <summary>The tiny country with both species, one district of which reports totals only.</summary>
public sealed class SpeciesJourneyTests(SpeciesJourneyTests.TwoSpecies country) : IClassFixture<SpeciesJourneyTests.TwoSpecies>
{
    private readonly ServedApp _app = country.App;

    [Fact]
    public async Task A_location_has_its_species_beside_the_total()
    {
        var forecast = await _app.Json("/api/v1/forecasts/Akoro");
        var species = forecast.GetProperty("species").EnumerateArray().ToList();

        species.Select(one => (one.GetProperty("variable").GetString(), one.GetProperty("name").GetString())).ShouldBe([("cases_pf", "P. falciparum"), ("cases_pv", "P. vivax")]);
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
        lines.Skip(1).GroupBy(line => line.Split(',')[^1]).Select(group => (group.Key, group.Count())).ShouldBe([("all", 69), ("cases_pf", 69), ("cases_pv", 69)]);
        (await _app.Text("/api/v1/samples/Akoro?format=csv")).ShouldStartWith("location,origin,horizon,period,sample,value,cases_pf,cases_pv\n");
    }

    [Fact]
    public async Task The_page_shows_the_species_and_says_why_nothing_is_taken_apart()
    {
        var page = await _app.Text("/locations/Akoro");
        page.ShouldContain("By species");
        page.ShouldContain("P. vivax");
        (await _app.Text("/locations/Dunga")).ShouldNotContain("By species");
        (await _app.Json("/api/v1/forecasts/Akoro/explanation")).GetProperty("statement").GetString()!.ShouldContain("sums of P. falciparum and P. vivax");
    }

    [Fact]
    public async Task Where_one_location_tells_no_species_the_total_tells_none()
    {
        (await _app.Json("/api/v1/totals")).TryGetProperty("species", out _).ShouldBeFalse();
        (await _app.Json("/api/v1/totals")).GetProperty("locations").GetInt32().ShouldBe(5);
    }

    private static double[] Draws(JsonElement horizon, string member) => [.. horizon.GetProperty(member).EnumerateArray().Select(draw => draw.GetDouble())];

    public sealed class TwoSpecies : IAsyncLifetime
    {
        private TestDatabase _database = null!;

        public ServedApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _database = await Champions.Of("srp", Observations());
            App = await ServedApp.Start(_database);
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            _database.Dispose();
        }

        private static string Observations()
        {
            var random = new Random(11);
            var text = new StringBuilder("time_period,location,disease_cases,pf,pv,simulated\n");
            foreach (var (place, name) in TinyCountry.Districts.Index())
            {
                for (var month = 0; month < 60; month++)
                {
                    var first = Math.Round(200 * (place + 1) * (1 + (.6 * Math.Sin(month * Math.PI / 6))) * (.8 + (.4 * random.NextDouble())));
                    var second = Math.Round(90 * (place + 1) * (.8 + (.4 * random.NextDouble())));
                    var told = name != "Dunga";
                    text.Append(CultureInfo.InvariantCulture,
                        $"{2019 + (month / 12)}-{(month % 12) + 1:00},\"{name}\",{first + second},{(told ? first : "")},{(told ? second : "")},1\n");
                }
            }

            return text.ToString();
        }
    }
}
