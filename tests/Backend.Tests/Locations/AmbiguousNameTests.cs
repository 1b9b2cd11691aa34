using System.Net;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Locations;

/// <summary>The tiny country with a second place called Dunga, in another region.</summary>
public sealed class AmbiguousNameTests(AmbiguousNameTests.TwoDungas country) : IClassFixture<AmbiguousNameTests.TwoDungas>
{
    private readonly ServedApp _app = country.App;

    [Theory]
    [InlineData("/api/v1/locations/Dunga")]
    [InlineData("/api/v1/forecasts/Dunga")]
    [InlineData("/api/v1/forecasts/DUNGA?format=csv")]
    [InlineData("/api/v1/observations?location=dunga")]
    public async Task A_name_of_two_places_is_409_with_candidates_and_their_ids(string path)
    {
        var (status, body) = await _app.Ask(path);

        status.ShouldBe(HttpStatusCode.Conflict);
        var candidates = body.GetProperty("candidates").EnumerateArray().ToList();
        candidates
            .Select(place => (place.GetProperty("name").GetString(), place.GetProperty("parent").GetString()))
            .ShouldBe([("Dunga", "East"), ("Dunga (West)", "West")]);
        var id = candidates[0].GetProperty("id").GetInt64();
        (await _app.Json($"/api/v1/locations/id:{id}")).GetProperty("name").GetString().ShouldBe("Dunga");
        body.GetProperty("detail").GetString()!.ShouldContain($"id:{id} (Dunga, in East)");
    }

    [Theory]
    [InlineData("/api/v1/forecasts/AKORO", "Akoro")]
    [InlineData("/api/v1/forecasts/Co\u0302te%20d’Or", "Côte d'Or")]
    [InlineData("/api/v1/forecasts/Eno,%20%20east", "Eno, East")]
    public async Task Another_spelling_of_a_name_finds_its_place(string path, string name) =>
        (await _app.Json(path)).GetProperty("location").GetString().ShouldBe(name);

    [Fact]
    public async Task A_page_shows_the_place_whose_unique_name_its_link_has() =>
        (await _app.Text("/locations/Dunga")).ShouldContain("Dunga");

    [Fact]
    public async Task An_id_that_no_place_has_is_404() =>
        (await _app.Ask("/api/v1/locations/id:999")).Item1.ShouldBe(HttpStatusCode.NotFound);

    public sealed class TwoDungas : IAsyncLifetime
    {
        public TestDatabase Database { get; private set; } = null!;

        public ServedApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Database = await TestDatabase.Forecast();
            var (hierarchy, second) = (Path.Combine(Database.Folder, "hierarchy.csv"), Path.Combine(Database.Folder, "second.csv"));
            await File.WriteAllTextAsync(hierarchy, "location,parent\nDunga,East\n");
            await File.WriteAllTextAsync(
                second,
                "time_period,location,parent,disease_cases,simulated\n2024-01,Dunga,East,,1\n2024-01,Dunga,West,5,1\n"
            );
            await Database.Must("import", "--hierarchy", hierarchy);
            await Database.Must("import", second);
            App = await ServedApp.Start(Database);
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            Database.Dispose();
        }
    }
}
