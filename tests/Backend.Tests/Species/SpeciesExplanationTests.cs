using System.Text.Json;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Species;

[Collection(nameof(TwoSpecies))]
public sealed class SpeciesExplanationTests(TwoSpecies country)
{
    private static readonly string[] Parts = ["persistence", "season", "neighbours", "climate", "correction"];

    private readonly ServedApp _app = country.App;

    [Fact]
    public async Task The_parts_of_each_species_add_up_to_its_median_in_service()
    {
        var served = (await _app.Json("/api/v1/forecasts/Akoro")).GetProperty("species").EnumerateArray().ToList();
        var explained = (await _app.Json("/api/v1/forecasts/Akoro/explanation")).GetProperty("species").EnumerateArray().ToList();

        explained.Select(species => species.GetProperty("name").GetString()).ShouldBe(["P. falciparum", "P. vivax"]);
        foreach (var (species, asServed) in explained.Zip(served))
        {
            species.GetProperty("variable").GetString().ShouldBe(asServed.GetProperty("variable").GetString());
            var medians = Forecasts(asServed).Select(Median);
            Forecasts(species).Select(Median).ShouldBe(medians, .001);
            Forecasts(species)
                .Select(forecast => forecast.GetProperty("parts").EnumerateObject().Sum(part => part.Value.GetDouble()))
                .ShouldBe(medians, .01);
            Forecasts(species)
                .ShouldAllBe(forecast => Math.Abs(Members(forecast).Sum(member => member.GetProperty("weight").GetDouble()) - 1) < .001);
            Forecasts(species)[0].GetProperty("climate").GetProperty("words").GetString()!.ShouldStartWith("Rain and temperature are ");
        }
    }

    [Fact]
    public async Task Each_part_of_the_total_is_that_of_the_species_added_up_and_what_medians_lack_is_a_part_of_its_own()
    {
        var medians = Forecasts(await _app.Json("/api/v1/forecasts/Akoro")).Select(Median).ToList();
        var explained = await _app.Json("/api/v1/forecasts/Akoro/explanation");
        var species = explained.GetProperty("species").EnumerateArray().ToList();

        Forecasts(explained).Count.ShouldBe(3);
        foreach (var (index, total) in Forecasts(explained).Index())
        {
            var each = species.ConvertAll(one => Forecasts(one)[index]);
            foreach (var part in Parts)
            {
                Part(total, part).ShouldBe(each.Sum(one => Part(one, part)), .002);
            }

            Part(total, "adding").ShouldBe(medians[index] - each.Sum(Median), .01);
            Median(total).ShouldBe(medians[index], .001);
            each.SelectMany(one => one.GetProperty("parts").EnumerateObject()).Select(part => part.Name).Distinct().ShouldBe(Parts);
            total.GetProperty("words")[0].GetString()!.ShouldStartWith("P. falciparum has a median of about ");
            total.GetProperty("words").EnumerateArray().Last().GetString()!.ShouldContain("median");
        }
    }

    [Fact]
    public async Task Members_stand_beside_the_total_with_their_own_forecast_of_all_cases()
    {
        var explained = await _app.Json("/api/v1/forecasts/Akoro/explanation");
        var totals = Members(Forecasts(explained)[0]);

        totals
            .ConvertAll(member => member.GetProperty("name").GetString())
            .ShouldBe(["persistence", "state-space", "endemic-epidemic", "anomaly-ridge"]);
        foreach (var member in totals)
        {
            member.GetProperty("weight").ValueKind.ShouldBe(JsonValueKind.Null);
            var quantiles = member.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()).ToArray();
            quantiles.ShouldBe(quantiles.Order());
            quantiles.Length.ShouldBe(23);
            Width(member).ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public async Task A_keying_error_is_named_with_the_species_it_is_in()
    {
        var explained = await _app.Json("/api/v1/forecasts/Akoro/explanation");
        var species = explained.GetProperty("species").EnumerateArray().ToList();

        explained.GetProperty("cleaned").GetArrayLength().ShouldBe(0);
        species[0]
            .GetProperty("cleaned")
            .EnumerateArray()
            .ShouldNotContain(value => value.GetProperty("reported").GetDouble() == TwoSpecies.Keyed);
        species[1]
            .GetProperty("cleaned")
            .EnumerateArray()
            .Single(value => value.GetProperty("period").GetString() == "2023-04")
            .GetProperty("reported")
            .GetDouble()
            .ShouldBe(TwoSpecies.Keyed);
    }

    [Fact]
    public async Task A_location_that_tells_no_species_is_explained_as_a_whole()
    {
        var explained = await _app.Json($"/api/v1/forecasts/{TwoSpecies.Whole}/explanation");
        var medians = Forecasts(await _app.Json($"/api/v1/forecasts/{TwoSpecies.Whole}")).Select(Median);

        explained.GetProperty("species").GetArrayLength().ShouldBe(0);
        Forecasts(explained)
            .Select(forecast => forecast.GetProperty("parts").EnumerateObject().Sum(part => part.Value.GetDouble()))
            .ShouldBe(medians, .01);
        Forecasts(explained).ShouldAllBe(forecast => Members(forecast)[0].GetProperty("weight").ValueKind == JsonValueKind.Number);
    }

    [Fact]
    public async Task The_page_takes_the_total_and_each_species_apart_and_stays_light()
    {
        var page = await _app.Text("/locations/Akoro");

        foreach (
            var said in (string[])
                [
                    "Why this forecast",
                    "Median of the sum, less the sum of medians",
                    "What each median of P. vivax is made of",
                    "The lines add up to the last one.",
                    "77,777",
                ]
        )
        {
            page.ShouldContain(said);
        }

        page.ShouldNotContain("<script");
        page.Length.ShouldBeLessThan(100_000);
        (await _app.Text($"/locations/{TwoSpecies.Whole}")).ShouldNotContain("Median of the sum");
    }

    [Fact]
    public async Task The_command_says_what_the_service_says()
    {
        JsonElement
            .DeepEquals(
                JsonElement.Parse(await country.Database.Must("explain", "Akoro", "--json")),
                await _app.Json("/api/v1/forecasts/Akoro/explanation")
            )
            .ShouldBeTrue();

        var text = await country.Database.Must("explain", "Akoro");
        foreach (
            var said in (string[])
                [
                    "Akoro, from 2023-12, cases per month (SIMULATED DATA)",
                    "2024-01: median ",
                    "\nP. vivax\n",
                    "alone: persistence ",
                    "77,777 was treated as a keying error",
                ]
        )
        {
            text.ShouldContain(said);
        }

        var (code, _, error) = await country.Database.Run("explain", "Akor");
        (code, error.Trim()).ShouldBe((1, "malaria-predictor: No location is named 'Akor'. Did you mean Akoro?"));
    }

    private static List<JsonElement> Forecasts(JsonElement document) => [.. document.GetProperty("forecasts").EnumerateArray()];

    private static List<JsonElement> Members(JsonElement forecast) => [.. forecast.GetProperty("members").EnumerateArray()];

    private static double Median(JsonElement forecast) => forecast.GetProperty("median").GetDouble();

    private static double Part(JsonElement forecast, string name) => forecast.GetProperty("parts").GetProperty(name).GetDouble();

    private static double Width(JsonElement member) =>
        member.GetProperty("values")[19].GetDouble() - member.GetProperty("values")[3].GetDouble();
}
