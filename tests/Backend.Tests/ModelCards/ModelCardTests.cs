using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using MalariaPredictor.Backend.ModelCards;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.ModelCards;

[Collection(nameof(ServedCountry))]
public sealed class ModelCardTests(ServedCountry country)
{
    [Fact]
    public async Task The_card_of_the_champion_tells_data_skill_calibration_use_and_limits()
    {
        var card = await country.App.Json("/api/v1/models/champion/card");

        var data = card.GetProperty("data");
        (data.GetProperty("locations").GetInt32(), data.GetProperty("periods").GetInt32(), data.GetProperty("last").GetString()).ShouldBe(
            (6, TinyCountry.Months, "2023-12")
        );
        data.GetProperty("simulated").GetBoolean().ShouldBeTrue();
        data.GetProperty("reproduced").GetBoolean().ShouldBeTrue();
        // One of six districts reported 2 months of 60.
        data.GetProperty("missingShare").GetDouble().ShouldBe(58.0 / 360, 1e-9);
        data.GetProperty("sources")[0].GetProperty("name").GetString().ShouldBe("observations.csv");
        card.GetProperty("skill").GetProperty("locations").GetArrayLength().ShouldBe(5);
        card.GetProperty("calibration").GetProperty("levels").GetArrayLength().ShouldBe(23);
        card.GetProperty("limits")[0].GetString().ShouldNotBeNull().ShouldContain("SIMULATED");
        card.GetProperty("citation").GetString().ShouldNotBeNull().ShouldContain(card.GetProperty("digest").GetString()!);
    }

    [Fact]
    public async Task Its_scores_are_those_of_the_stored_back_test()
    {
        var card = await country.App.Json("/api/v1/models/1/card");
        var model = (await country.App.Json("/api/v1/models")).GetProperty("models")[0];
        var stored = model
            .GetProperty("scores")
            .GetProperty("models")
            .EnumerateArray()
            .Single(row => row.GetProperty("model").GetString() == model.GetProperty("algorithm").GetString())
            .GetProperty("overall");
        card.GetProperty("skill").GetProperty("overall").GetRawText().ShouldBe(stored.GetRawText());
    }

    [Theory]
    [InlineData("?format=md", "application/json")]
    [InlineData("", "text/markdown")]
    public async Task Markdown_comes_by_format_or_by_accept(string query, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/models/champion/card" + query, UriKind.Relative));
        request.Headers.Accept.ParseAdd(accept);
        using var response = await country.App.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/markdown");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        foreach (
            var heading in (string[])
                [
                    "# Model card: malaria-predictor version 1",
                    "> **SIMULATED DATA.**",
                    "## Data",
                    "## Skill",
                    "## Calibration",
                    "## What it is for",
                    "## Limits",
                    "## How to cite",
                ]
        )
        {
            text.ShouldContain(heading);
        }
    }

    [Theory]
    [InlineData("/api/v1/models/99/card", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/models/best/card", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/models/champion/card?format=pdf", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/models/champion/card?x=1", HttpStatusCode.BadRequest)]
    public async Task What_is_not_there_is_a_problem_that_names_what_is(string path, HttpStatusCode expected)
    {
        var (status, problem) = await country.App.Ask(path);
        status.ShouldBe(expected);
        problem.GetProperty("allowed").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_command_writes_the_card_and_its_pictures_into_a_directory()
    {
        var directory = Path.Combine(country.Database.Folder, "card");
        (await country.Database.Must("card", "--out", directory)).ShouldBeEmpty();

        var markdown = await File.ReadAllTextAsync(Path.Combine(directory, "model-card.md"), TestContext.Current.CancellationToken);
        markdown.ShouldContain("](reliability.svg)");
        markdown.ShouldContain("](skill-map.svg)");
        JsonDocument
            .Parse(await File.ReadAllTextAsync(Path.Combine(directory, "model-card.json"), TestContext.Current.CancellationToken))
            .RootElement.GetProperty("version")
            .GetInt32()
            .ShouldBe(1);
        Elements(Path.Combine(directory, "reliability.svg"), "circle").Count.ShouldBe(23);
        var map = Elements(Path.Combine(directory, "skill-map.svg"), "path");
        map.Count.ShouldBe(6);
        map.Select(path => path.Value).ShouldContain($"{TinyCountry.Silent}: not scored");
        (await File.ReadAllTextAsync(Path.Combine(directory, "skill-map.svg"), TestContext.Current.CancellationToken)).ShouldContain(
            "SIMULATED DATA"
        );
    }

    [Fact]
    public async Task The_command_prints_Markdown_or_one_JSON_document()
    {
        (await country.Database.Must("card")).ShouldStartWith("# Model card: malaria-predictor version 1");
        JsonDocument
            .Parse(await country.Database.Must("card", "--json", "--model", "1"))
            .RootElement.GetProperty("algorithm")
            .GetString()
            .ShouldNotBeNullOrEmpty();
        var (code, _, error) = await country.Database.Run("card", "--model", "7");
        (code, error.Trim()).ShouldBe((1, "malaria-predictor: There is no version 7 of the model. Train one: malaria-predictor train."));
    }

    [Fact]
    public async Task A_map_against_a_yardstick_parts_its_colors_at_one()
    {
        var (card, locations) = await Card();
        var compared = card with
        {
            Skill = card.Skill with
            {
                IsYardstick = false,
                Locations =
                [
                    .. card.Skill.Locations.Select(
                        (place, i) => place with { Scores = place.Scores with { RelativeLogWis = .75 + (.1 * i) } }
                    ),
                ],
            },
        };
        var map = SkillMap.Draw(compared, locations).ShouldNotBeNull();
        XDocument
            .Parse(map)
            .Descendants()
            .Where(element => element.Name.LocalName == "path")
            .Select(path => path.Attribute("fill")!.Value)
            .Distinct()
            .Count()
            .ShouldBe(6);
        map.ShouldContain("below 1 is better");
    }

    [Fact]
    public async Task Without_shapes_there_is_no_map_and_without_levels_no_plot()
    {
        var (card, locations) = await Card();
        SkillMap.Draw(card, [.. locations.Select(location => location with { Outline = null })]).ShouldBeNull();
        ReliabilityPlot.Draw(card with { Calibration = card.Calibration with { Levels = [] } }).ShouldBeNull();
    }

    [Fact]
    public async Task A_calibrated_model_has_its_levels_in_a_band_that_is_wider_than_if_places_were_independent()
    {
        var (card, _) = await Card();
        card.Calibration.EffectiveCases.ShouldBeLessThan(card.Calibration.Cases);
        card.Calibration.Levels.ShouldAllBe(level => level.Low <= level.Level && level.Level <= level.High);
        card.Calibration.Levels.Zip(card.Calibration.Levels.Skip(1)).ShouldAllBe(pair => pair.First.Observed <= pair.Second.Observed);
    }

    private async Task<(ModelCard Card, IReadOnlyList<Location> Locations)> Card()
    {
        var database = new Database(country.Database.HostContext.Options().Database);
        var card = await new ModelCardMaker(database, new ModelVersions(database, TimeProvider.System)).MakeAsync(
            null,
            TestContext.Current.CancellationToken
        );
        return (card.ShouldNotBeNull(), await new LocationStore(database).AllAsync(TestContext.Current.CancellationToken));
    }

    private static List<XElement> Elements(string file, string name) =>
        [.. XDocument.Load(file).Descendants().Where(element => element.Name.LocalName == name && element.Elements().Any())];
}
