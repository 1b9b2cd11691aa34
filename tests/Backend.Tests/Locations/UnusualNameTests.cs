using System.Net;
using System.Text.RegularExpressions;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Locations;

/// <summary>Names with letters that mean something in an address: they work everywhere, or the import refuses them.</summary>
public sealed partial class UnusualNameTests(UnusualNameTests.Served country) : IClassFixture<UnusualNameTests.Served>
{
    private static readonly string[] Names =
    [
        "a/b",
        "/",
        "a?b",
        "a#b",
        "100%",
        "a%20b",
        "%2e%2e",
        "a\\b",
        "a&b=c",
        "a+b",
        "a;b",
        "'x'",
        "<i>x</i>",
        "...",
        ".a",
        "~",
        "id:1",
        "日本 😀",
    ];

    [Fact]
    public async Task The_links_of_the_API_lead_to_the_place()
    {
        var locations = (await country.App.Json("/api/v1/locations")).GetProperty("locations").EnumerateArray().ToList();
        locations.Select(place => place.GetProperty("name").GetString()).ShouldBe(Names, ignoreOrder: true);
        foreach (var place in locations)
        {
            var (name, link) = (place.GetProperty("name").GetString()!, place.GetProperty("forecasts").GetString()!);
            (await NameAt(link)).ShouldBe(name, link);
            (await NameAt(link + "?format=json")).ShouldBe(name, link);
            (await NameAt(link.Replace("/forecasts/", "/locations/", StringComparison.Ordinal), "name")).ShouldBe(name, link);
        }
    }

    [Fact]
    public async Task The_links_of_pages_lead_to_pages_of_the_place()
    {
        var links = new HashSet<string>(StringComparer.Ordinal);
        for (var page = 1; page <= 3; page++)
        {
            links.UnionWith(Links(await country.App.Text($"/?page={page}")));
        }

        var places = links.Where(link => link.StartsWith("/locations/", StringComparison.Ordinal)).ToList();
        places.Count.ShouldBe(Names.Length);
        var headings = new List<string>();
        foreach (var link in places)
        {
            var page = await country.App.Text(link);
            headings.Add(WebUtility.HtmlDecode(Heading.Match(page).Groups[1].Value).Trim());
            foreach (var inner in Links(page).Where(inner => inner.StartsWith('/') && !inner.StartsWith("/docs", StringComparison.Ordinal)))
            {
                using var response = await country.App.Get(inner);
                response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{inner} on {link}");
            }
        }

        headings.ShouldBe(Names, ignoreOrder: true);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("Kampala%2FCentral")]
    [InlineData("kampala%2fcentral")]
    public async Task A_name_that_no_address_can_hold_is_refused_wherever_it_stands(string name)
    {
        using var scratch = await Scratch.MigratedAsync();
        var problem = (await scratch.RejectedAsync(Scratch.Header + $"2024-01,{name},5\n")).Problems.Single();
        problem.Line.ShouldBe(2);
        problem.What.ShouldContain("address");

        var cases = scratch.Write("north.csv", Scratch.Header + "2024-01,North,5\n");
        var hierarchy = scratch.Write("hierarchy.csv", $"location,parent\nNorth,{name}\n");
        var shapes = scratch.Write(
            "shapes.geojson",
            $$$"""
            {"type":"FeatureCollection","features":[{"type":"Feature","properties":{"location":"North","parent":"{{{name}}}"},
            "geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}]}
            """
        );
        foreach (var (boundaries, groups) in ((string?, string?)[])[(null, hierarchy), (shapes, null)])
        {
            var refused = await Should.ThrowAsync<RejectedFileException>(() =>
                new Importer(scratch.Database, scratch.Clock).ImportAsync(cases, boundaries, groups)
            );
            refused.Problems.Single().What.ShouldContain("address");
        }
    }

    private async Task<string?> NameAt(string link, string property = "location")
    {
        var (status, body) = await country.App.Ask(link);
        status.ShouldBe(HttpStatusCode.OK, link);
        return body.GetProperty(property).GetString();
    }

    private static IEnumerable<string> Links(string page) =>
        Link.Matches(page).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value));

    [GeneratedRegex("href=\"([^\"]*)\"")]
    private static partial Regex Link { get; }

    [GeneratedRegex("<h1[^>]*>([^<]*)")]
    private static partial Regex Heading { get; }

    public sealed class Served : IAsyncLifetime
    {
        private TestDatabase _database = null!;

        public ServedApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _database = new TestDatabase();
            await _database.Must("migrate", "up");
            var rows = Names.SelectMany(
                (name, place) =>
                    Enumerable
                        .Range(0, 36)
                        .Select(month =>
                            $"{2021 + (month / 12)}-{(month % 12) + 1:00},\"{name}\",{100 + (10 * place) + (month % 12 * 7)}\n"
                        )
            );
            var file = Path.Combine(_database.Folder, "cases.csv");
            await File.WriteAllTextAsync(file, Scratch.Header + string.Concat(rows));
            var hierarchy = Path.Combine(_database.Folder, "hierarchy.csv");
            await File.WriteAllTextAsync(
                hierarchy,
                "location,parent\n" + string.Concat(Names.Select((name, place) => $"\"{name}\",\"group {Names[place / 3]}\"\n"))
            );
            await _database.Must("import", file, "--hierarchy", hierarchy);
            await _database.Must("train");
            await _database.Must("forecast");
            App = await ServedApp.Start(_database);
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            _database.Dispose();
        }
    }
}
