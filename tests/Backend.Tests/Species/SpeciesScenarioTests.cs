using System.Net;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Species;

[Collection(nameof(TwoSpecies))]
public sealed class SpeciesScenarioTests(TwoSpecies country)
{
    private readonly ServedApp _app = country.App;

    [Fact]
    public async Task Without_a_real_change_the_total_and_each_species_are_those_in_service()
    {
        var served = await _app.Json("/api/v1/forecasts/Akoro");
        var answer = One(await Post("""{"location":"Akoro","overrides":{"rainfall":{"percent":0}}}"""));

        ShouldBeServed(answer, served);
        foreach (
            var (species, asServed) in answer.GetProperty("species").EnumerateArray().Zip(served.GetProperty("species").EnumerateArray())
        )
        {
            species.GetProperty("name").GetString().ShouldBe(asServed.GetProperty("name").GetString());
            ShouldBeServed(species, asServed);
        }
    }

    [Fact]
    public async Task More_rain_brings_more_of_the_species_that_rain_brings_and_so_more_in_all()
    {
        var all = await Post("""{"overrides":{"rainfall":{"percent":30}}}""");
        var climate = all.GetProperty("climate")
            .EnumerateArray()
            .ToLookup(use => use.TryGetProperty("species", out var species) ? species.GetString()! : "all");
        var answer = all.GetProperty("locations")
            .EnumerateArray()
            .Single(location => location.GetProperty("location").GetString() == "Akoro");

        climate["cases_pf"].First().GetProperty("weather").GetProperty("used").GetBoolean().ShouldBeTrue();
        climate.Select(group => (group.Key, group.Count())).ShouldBe([("all", 3), ("cases_pf", 3), ("cases_pv", 3)]);
        Difference(answer.GetProperty("species")[0]).ShouldBeGreaterThan(1);
        Difference(answer).ShouldBeGreaterThan(1);
        Difference(answer)
            .ShouldBe(
                Difference(answer.GetProperty("species")[0]) + Difference(answer.GetProperty("species")[1]),
                .25 * Difference(answer)
            );
    }

    [Fact]
    public async Task One_location_is_told_of_its_own_fits_alone()
    {
        (await Post("""{"location":"Akoro","overrides":{"rainfall":{"percent":5}}}"""))
            .GetProperty("climate")
            .EnumerateArray()
            .Select(Species)
            .Distinct()
            .ShouldBe(["all", "cases_pf", "cases_pv"]);
        (await Post("""{"location":"Dunga","overrides":{"rainfall":{"percent":5}}}"""))
            .GetProperty("climate")
            .EnumerateArray()
            .SelectMany(use => use.EnumerateObject())
            .Select(member => member.Name)
            .Distinct()
            .ShouldBe(["horizon", "weather"]);
    }

    [Fact]
    public async Task Weather_to_come_says_of_each_species_whether_it_counts()
    {
        var toCome = (await Post("""{"location":"Akoro","given":{"rainfall":{"2024-01":150}}}""")).GetProperty("weatherToCome");

        toCome
            .GetProperty("horizons")
            .EnumerateArray()
            .Select(use => (Species(use), use.GetProperty("horizon").GetInt32()))
            .ShouldBe(from species in new[] { "all", "cases_pf", "cases_pv" } from horizon in new[] { 1, 2, 3 } select (species, horizon));
    }

    private static string Species(JsonElement use) => use.TryGetProperty("species", out var name) ? name.GetString()! : "all";

    private static void ShouldBeServed(JsonElement scenario, JsonElement served)
    {
        foreach (
            var (forecast, asServed) in scenario
                .GetProperty("forecasts")
                .EnumerateArray()
                .Zip(served.GetProperty("forecasts").EnumerateArray())
        )
        {
            Values(forecast, "base").ShouldBe(asServed.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()));
            Values(forecast, "difference").ShouldAllBe(difference => Math.Abs(difference) < .002);
        }
    }

    private static double Difference(JsonElement of) =>
        of.GetProperty("forecasts")[0].GetProperty("difference").GetProperty("median").GetDouble();

    private static double[] Values(JsonElement forecast, string which) =>
        [.. forecast.GetProperty(which).GetProperty("values").EnumerateArray().Select(value => value.GetDouble())];

    private static JsonElement One(JsonElement answer) => answer.GetProperty("locations").EnumerateArray().Single();

    private async Task<JsonElement> Post(string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _app.Client.PostAsync(
            new Uri("/api/v1/predictions", UriKind.Relative),
            body,
            TestContext.Current.CancellationToken
        );
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonElement.Parse(text);
    }
}
