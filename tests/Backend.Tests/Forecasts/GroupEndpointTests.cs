using System.Net;
using System.Text.Json;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Forecasts;

/// <summary>The tiny country in two regions, one of them in two provinces.</summary>
public sealed class GroupEndpointTests(GroupEndpointTests.Regions country) : IClassFixture<GroupEndpointTests.Regions>
{
    private readonly ServedApp _app = country.App;

    [Fact]
    public async Task Every_group_is_listed_depth_first_with_its_total()
    {
        var groups = (await _app.Json("/api/v1/groups")).GetProperty("groups").EnumerateArray().ToList();

        groups.Select(group => group.GetProperty("name").GetString()).ShouldBe(["East", "West", "Lower West", "Upper/West"]);
        groups.Select(group => group.GetProperty("locations").GetInt32()).ShouldBe([2, 3, 1, 2]);
        groups[1]
            .GetProperty("groups")
            .EnumerateArray()
            .Select(name => name.GetString())
            .ShouldBe(["Lower West", "Upper/West"], ignoreOrder: true);
        groups[0].GetProperty("leftOut").EnumerateArray().Single().GetString().ShouldBe(TinyCountry.Silent);
        groups.ShouldAllBe(group => group.GetProperty("forecasts").GetArrayLength() == 3);
    }

    [Fact]
    public async Task A_group_has_a_total_of_its_own_that_its_origin_can_be_asked_for()
    {
        var total = await _app.Json("/api/v1/totals/Upper%2FWest?origin=2023-12");

        total.GetProperty("location").GetString().ShouldBe("Upper/West");
        total.GetProperty("parent").GetString().ShouldBe("West");
        total.GetProperty("level").GetInt32().ShouldBe(2);
        total.GetProperty("members").EnumerateArray().Select(name => name.GetString()).ShouldBe(["Akoro", "Bela/North"]);
        total.GetProperty("forecasts")[0].GetProperty("values").GetArrayLength().ShouldBe(23);
    }

    [Fact]
    public async Task Draws_of_parts_add_up_to_those_of_their_total_at_every_level()
    {
        var (west, upper, lower) = (await Draws("West"), await Draws("Upper%2FWest"), await Draws("Lower%20West"));
        west.ShouldBe(upper.Zip(lower, (one, other) => one + other));
        upper.ShouldBe((await Draws("Akoro")).Zip(await Draws("Bela%2FNorth"), (one, other) => one + other));
        (await Draws("total")).ShouldBe(west.Zip(await Draws("East"), (one, other) => one + other));
    }

    [Fact]
    public async Task Groups_and_draws_come_as_csv_too()
    {
        var groups = (await _app.Text("/api/v1/groups?format=csv")).TrimEnd('\n').Split('\n');
        groups.Length.ShouldBe(1 + (4 * 3 * 23));
        groups[1].ShouldStartWith("East,2023-12,1,2024-01,0.01,");

        var samples = (await _app.Text("/api/v1/samples/East?format=csv")).TrimEnd('\n').Split('\n');
        samples.Length.ShouldBe(1 + (3 * 1000));
        samples[1].ShouldStartWith("East,2023-12,1,2024-01,0,");
    }

    [Theory]
    [InlineData("/api/v1/totals/Est", "East")]
    [InlineData("/api/v1/samples/Akor", "Akoro")]
    public async Task An_unknown_name_is_404_with_what_may_be_meant(string path, string meant)
    {
        var (status, body) = await _app.Ask(path);

        status.ShouldBe(HttpStatusCode.NotFound);
        body.GetProperty("nearest")[0].GetString().ShouldBe(meant);
    }

    [Fact]
    public async Task The_overview_shows_regions_with_their_districts()
    {
        var page = await _app.Text("/");
        var order = new[]
        {
            "/groups/East",
            "/locations/Dunga",
            "/locations/Quiet",
            "/groups/West",
            "/groups/Lower%20West",
            "/groups/Upper%2FWest",
            "/locations/Akoro",
        }
            .Select(link => page.IndexOf($"<th scope=\"row\"><a href=\"{link}\"", StringComparison.Ordinal))
            .ToList();

        order.ShouldAllBe(place => place > 0);
        order.ShouldBe(order.Order());
        (await _app.Text("/?sort=name")).ShouldNotContain("<tr class=\"g");
    }

    [Fact]
    public async Task A_group_has_a_page_with_chart_numbers_parts_and_the_way_up()
    {
        var page = await _app.Text("/groups/West");
        page.ShouldContain("cases expected in Jan 2024 in its 3 locations together");
        page.ShouldContain("/api/v1/totals/West?format=csv");
        page.ShouldContain("/groups/Upper%2FWest");
        page.ShouldContain("<polyline class=\"past\"");

        (await _app.Text("/groups/East")).ShouldContain("Left out for want of data: Quiet");
        (await _app.Text("/locations/Akoro")).ShouldContain("<a href=\"/groups/Upper%2FWest\">Upper/West</a>");
        using var unknown = await _app.Get("/groups/Wst");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("<a href=\"/groups/West\">");
    }

    [Fact]
    public async Task Evaluate_scores_the_totals_of_every_level()
    {
        var scores = JsonElement.Parse(await country.Database.Must("evaluate", "--json")).GetProperty("totals").EnumerateArray().ToList();
        scores
            .Select(level => (level.GetProperty("level").GetString(), level.GetProperty("groups").GetInt32()))
            .ShouldBe([("all locations", 1), ("level 1", 2), ("level 2", 2)]);
        scores.ShouldAllBe(level => level.GetProperty("scores").GetProperty("cases").GetInt32() > 0);
        (await country.Database.Must("evaluate")).ShouldContain("level 2");
    }

    private async Task<double[]> Draws(string name) =>
        [
            .. (await _app.Json("/api/v1/samples/" + name))
                .GetProperty("forecasts")
                .EnumerateArray()
                .SelectMany(horizon => horizon.GetProperty("samples").EnumerateArray())
                .Select(draw => draw.GetDouble()),
        ];

    public sealed class Regions : IAsyncLifetime
    {
        private const string Hierarchy =
            "location,parent\nAkoro,Upper/West\nBela/North,Upper/West\nCôte d'Or,Lower West\nUpper/West,West\nLower West,West\nD"
            + "unga,East\n\"Eno, East\",East\nQuiet,East\n";

        public TestDatabase Database { get; private set; } = null!;

        public ServedApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Database = await TestDatabase.Forecast();
            App = await ServedApp.Start(Database);
            (await App.Json("/api/v1/groups")).GetProperty("groups").GetArrayLength().ShouldBe(0);
            var file = Path.Combine(Database.Folder, "hierarchy.csv");
            await File.WriteAllTextAsync(file, Hierarchy);
            (await Database.Must("import", "--hierarchy", file)).ShouldBe("4 groups of locations on 2 levels.\n");

            // Seen without new forecasts or data: the hierarchy alone makes a new snapshot.
            await App.Look();
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            Database.Dispose();
        }
    }
}
