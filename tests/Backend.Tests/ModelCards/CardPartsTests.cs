using System.Text.Json;
using MalariaPredictor.Backend.Tests.Serving;
using MalariaPredictor.Backend.Tests.Species;

namespace MalariaPredictor.Backend.Tests.ModelCards;

public sealed class CardPartsTests(CardPartsTests.Trained country) : IClassFixture<CardPartsTests.Trained>
{
    [Fact]
    public async Task The_card_tells_the_skill_and_calibration_of_each_level_as_evaluate_scores_it()
    {
        var levels = JsonElement.Parse(await country.Database.Must("card", "--json")).GetProperty("levels").EnumerateArray().ToList();
        var evaluated = JsonElement
            .Parse(await country.Database.Must("evaluate", "--json"))
            .GetProperty("totals")
            .EnumerateArray()
            .ToList();

        levels
            .ConvertAll(level => (level.GetProperty("level").GetString(), level.GetProperty("groups").GetInt32()))
            .ShouldBe([("all locations", 1), ("level 1", 2)]);
        levels
            .ConvertAll(level => level.GetProperty("scores").GetRawText())
            .ShouldBe(evaluated.ConvertAll(level => level.GetProperty("scores").GetRawText()));
        levels.ShouldAllBe(level =>
            level.GetProperty("relativeLogWis").GetDouble() > 0 && level.GetProperty("scores").GetProperty("coverage80").GetDouble() > .4
        );
    }

    [Fact]
    public async Task The_card_tells_the_skill_and_calibration_of_each_species_at_the_locations_that_tell_it()
    {
        var card = JsonElement.Parse(await country.Database.Must("card", "--json"));
        var species = card.GetProperty("species").EnumerateArray().ToList();

        species
            .ConvertAll(one => (one.GetProperty("variable").GetString(), one.GetProperty("locations").GetInt32()))
            .ShouldBe([("cases_pf", 4), ("cases_pv", 4)]);
        // Of five locations one tells no species.
        var all = card.GetProperty("skill").GetProperty("overall").GetProperty("cases").GetInt32();
        species.ShouldAllBe(one => one.GetProperty("scores").GetProperty("cases").GetInt32() == all * 4 / 5);
        species.ShouldAllBe(one => one.GetProperty("scores").GetProperty("relativeLogWis").GetDouble() > 0);
    }

    [Fact]
    public async Task The_Markdown_has_a_table_of_each()
    {
        var text = await country.Database.Must("card");

        text.ShouldContain("## Totals of groups");
        text.ShouldContain("\n| level 1 | 2 | ");
        text.ShouldContain("## Species");
        text.ShouldContain("\n| *P. vivax* | 4 | ");
    }

    [Fact]
    public async Task The_pages_of_a_group_and_of_a_location_tell_what_concerns_them()
    {
        await country.Database.Must("forecast");
        await using var app = await ServedApp.Start(country.Database);

        (await app.Text("/groups/West")).ShouldContain("totals of groups of this level fell within their 80 % range");
        var page = await app.Text("/locations/Akoro");
        page.ShouldContain("P. vivax: in the back-test ");
        page.ShouldContain("outcomes at all locations that tell it fell within their 80 % range");
        (await app.Text($"/locations/{TwoSpecies.Whole}")).ShouldNotContain("at all locations that tell it");
    }

    [Fact]
    public async Task Without_groups_and_species_the_card_does_not_speak_of_them()
    {
        using var plain = await TestDatabase.Forecast();
        var text = await plain.Must("card");

        text.ShouldNotContain("## Totals of groups");
        text.ShouldNotContain("## Species");
        JsonElement.Parse(await plain.Must("card", "--json")).GetProperty("levels").GetArrayLength().ShouldBe(0);
    }

    public sealed class Trained : IAsyncLifetime
    {
        private const string Hierarchy = "location,parent\nAkoro,West\nBela/North,West\nCôte d'Or,West\nDunga,East\n\"Eno, East\",East\n";

        public TestDatabase Database { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Database.Must("migrate", "up");
            await Database.Import(TwoSpecies.Observations());
            var file = Path.Combine(Database.Folder, "hierarchy.csv");
            await File.WriteAllTextAsync(file, Hierarchy);
            await Database.Must("import", "--hierarchy", file);
            await Database.Must("train");
        }

        public ValueTask DisposeAsync()
        {
            Database.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
