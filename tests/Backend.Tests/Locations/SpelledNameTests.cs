using System.CommandLine;
using System.Net;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Backend.Commands;
using MalariaPredictor.Backend.Locations;
using MalariaPredictor.Backend.Tests.Chap;
using MalariaPredictor.Backend.Tests.Commands;
using MalariaPredictor.Backend.Tests.Serving;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace MalariaPredictor.Backend.Tests.Locations;

/// <summary>
/// A place is found by any spelling of its name, wherever a name may stand: in an address, a query, a body, a command or a file. The
/// routes, queries and commands are enumerated, so that a new one cannot be forgotten.
/// </summary>
public sealed class SpelledNameTests(SpelledNameTests.TwoRegions country) : IClassFixture<SpelledNameTests.TwoRegions>
{
    private const string Place = "Côte d'Or";
    private const string Group = "Bas-Région Ouest";

    /// <summary>Decomposed, capitals, no-break space, other hyphens and apostrophes, spaces too many.</summary>
    private static readonly (string Place, string Group)[] Spellings =
    [
        (Place, Group),
        ("Co\u0302te d'Or", "Bas-Re\u0301gion Ouest"),
        ("CÔTE D'OR", "BAS-RÉGION OUEST"),
        ("Côte\u00A0d'Or", "Bas-Région\u00A0Ouest"),
        ("Côte-d'Or", "Bas\u2011Région Ouest"),
        ("  Côte  d’Or ", " Bas Région  Ouest"),
    ];

    private static readonly string Observations = TinyCountry
        .Observations()
        .Replace("\"Eno, East\"", "Eno", StringComparison.Ordinal)
        .Replace("\"", "", StringComparison.Ordinal);

    private static readonly string[] NotPlaces = ["version", "job", "documentName", "file", "hash"];

    private readonly ServedApp _app = country.App;

    [Fact]
    public async Task Every_route_finds_a_place_by_any_spelling_of_its_name()
    {
        var routes = _app
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.Parameters.Count > 0)
            .ToArray();
        var parameters = routes.SelectMany(route => route.RoutePattern.Parameters).Select(parameter => parameter.Name).Distinct();
        parameters.Except(PlaceRouting.Parameters).Except(NotPlaces).ShouldBeEmpty();

        string[] named =
        [
            .. routes
                .Where(route => PlaceRouting.Parameters.Contains(route.RoutePattern.Parameters.Single().Name))
                .SelectMany(route =>
                    route.RoutePattern.Parameters.Single().Name switch
                    {
                        "name" => [("name", Text(route, "location")), ("name", Text(route, "group"))],
                        var one => ((string, string)[])[(one, Text(route, one))],
                    }
                )
                .Select(pair => pair.Item2),
        ];
        named.Length.ShouldBeGreaterThanOrEqualTo(8);
        foreach (var route in named)
        {
            var answers = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (place, group) in Spellings)
            {
                var path = route
                    .Replace("{location}", Uri.EscapeDataString(place), StringComparison.Ordinal)
                    .Replace("{group}", Uri.EscapeDataString(group), StringComparison.Ordinal);
                using var response = await _app.Get(path);
                response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{route} with {place}, {group}");
                answers.Add(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }

            answers.Count.ShouldBe(1, route);
        }

        static string Text(RouteEndpoint route, string name) =>
            "/"
            + string.Join(
                '/',
                route.RoutePattern.PathSegments.Select(segment =>
                    string.Concat(segment.Parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : $"{{{name}}}"))
                )
            );
    }

    [Theory]
    [InlineData("/api/v1/samples/Total")]
    [InlineData("/api/v1/forecasts/TOTAL")]
    public async Task The_country_is_found_in_any_spelling_too(string path) =>
        (await _app.Text(path)).ShouldBe(await _app.Text(path.ToLowerInvariant()));

    [Fact]
    public async Task Every_query_that_names_a_place_finds_it()
    {
        var document = await _app.Json("/openapi/v1.json");
        string[] queries =
        [
            .. document
                .GetProperty("paths")
                .EnumerateObject()
                .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Path: path.Name, operation.Value)))
                .Where(operation => operation.Value.TryGetProperty("parameters", out _))
                .SelectMany(operation =>
                    operation
                        .Value.GetProperty("parameters")
                        .EnumerateArray()
                        .Where(parameter => parameter.GetProperty("in").GetString() == "query")
                        .Select(parameter => $"{operation.Path}?{parameter.GetProperty("name").GetString()}=")
                )
                .Where(query => PlaceRouting.Parameters.Any(name => query.Contains($"?{name}=", StringComparison.Ordinal))),
        ];
        queries.ShouldBe(["/api/v1/observations?location=", "/api/v1/quality?location="]);
        foreach (var (place, _) in Spellings)
        {
            var rows = (await _app.Json(queries[0] + Uri.EscapeDataString(place))).GetProperty("observations").EnumerateArray().ToArray();
            rows.ShouldNotBeEmpty();
            rows.ShouldAllBe(row => row.GetProperty("location").GetString() == Place);
            var quality = (await _app.Json(queries[1] + Uri.EscapeDataString(place))).GetProperty("locations").EnumerateArray().ToArray();
            quality.ShouldHaveSingleItem().GetProperty("location").GetString().ShouldBe(Place);
        }
    }

    [Fact]
    public async Task Every_command_that_names_a_place_finds_it()
    {
        string[] arguments =
        [
            .. All(Root.Create(country.Database.HostContext))
                .SelectMany(command => command.Arguments.Select(argument => $"{command.Name} {argument.Name}")),
        ];
        arguments
            .Where(argument => !argument.EndsWith("FILE", StringComparison.Ordinal) && !argument.EndsWith("CSV", StringComparison.Ordinal))
            .ShouldBe(
                [
                    "explain LOCATION",
                    "health check",
                    "run JOB",
                    "history JOB",
                    "check SOURCE",
                    "fetch SOURCE",
                    "train MODEL",
                    "predict MODEL",
                ],
                ignoreOrder: true
            );

        var expected = await country.Database.Must("explain", Place);
        foreach (var (place, _) in Spellings)
        {
            (await country.Database.Must("explain", place)).ShouldBe(expected);
        }

        static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
    }

    [Fact]
    public async Task A_scenario_finds_its_places_and_those_of_the_weather_given()
    {
        foreach (var (place, _) in Spellings)
        {
            var name = JsonSerializer.Serialize(place);
            var (status, body) = await Post($$$"""{"location":{{{name}}},"givenByLocation":{ {{{name}}}:{"rainfall":{"2024-01":60}} } }""");
            status.ShouldBe(country.Scenario, body);
            body.ShouldNotContain("Unknown location");
        }

        var (twice, told) = await Post("""{"givenByLocation":{"Akoro":{"rainfall":{"2024-01":60}},"AKORO":{"rainfall":{"2024-01":70}}}}""");
        twice.ShouldBe(HttpStatusCode.BadRequest);
        told.ShouldContain("Akoro is given twice");
    }

    [Fact]
    public async Task A_future_file_of_chap_finds_its_places_and_is_answered_by_its_own_names()
    {
        using var scratch = Scratch.Empty();
        var files = new ChapFiles(scratch, Observations.Replace("Akoro", "Kpélé du Mô", StringComparison.Ordinal)).Cut(2);
        var asked = "KPE\u0301LE\u0301\u00A0du  Mo\u0302";
        await File.WriteAllTextAsync(
            files.Future,
            (await File.ReadAllTextAsync(files.Future, TestContext.Current.CancellationToken)).Replace(
                "Kpélé du Mô",
                asked,
                StringComparison.Ordinal
            ),
            TestContext.Current.CancellationToken
        );

        await Must(scratch, "train", files.Historic, files.Model);
        (await Must(scratch, "predict", files.Model, files.Historic, files.Future, files.Predictions)).ShouldContain(
            "Spelled otherwise in the historic file"
        );
        files.Read().Count(row => row.Location == asked).ShouldBe(2);
    }

    private static async Task<string> Must(Scratch scratch, params string[] arguments)
    {
        var (code, output, error) = await Cli.RunAsync(scratch, ["chap", .. arguments]);
        code.ShouldBe(0, output + error);
        return output + error;
    }

    private async Task<(HttpStatusCode Status, string Body)> Post(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _app.Client.PostAsync(
            new Uri("/api/v1/predictions", UriKind.Relative),
            content,
            TestContext.Current.CancellationToken
        );
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public sealed class TwoRegions : IAsyncLifetime
    {
        public TestDatabase Database { get; private set; } = null!;

        public ServedApp App { get; private set; } = null!;

        /// <summary>The answer to a scenario whose names are right: the tiny country's champion may have no scenarios.</summary>
        public HttpStatusCode Scenario { get; private set; }

        public async ValueTask InitializeAsync()
        {
            Database = await TestDatabase.Forecast();
            var file = Path.Combine(Database.Folder, "hierarchy.csv");

            // The file's own spellings differ from line to line and from the observations.
            await File.WriteAllTextAsync(
                file,
                $"location,parent\nAKORO,{Group}\nBELA/NORTH,BAS RE\u0301GION  OUEST\nCo\u0302te d’Or,{Group}\nbas région ouest,Nation\n"
            );
            await Database.Must("import", "--hierarchy", file);
            App = await ServedApp.Start(Database);
            (await App.Json("/api/v1/groups"))
                .GetProperty("groups")
                .EnumerateArray()
                .Select(group => group.GetProperty("name").GetString())
                .ShouldBe(["Nation", Group]);
            using var content = new StringContent(
                """{"location":"Akoro","givenByLocation":{"Akoro":{"rainfall":{"2024-01":60}}}}""",
                Encoding.UTF8,
                "application/json"
            );
            using var response = await App.Client.PostAsync(new Uri("/api/v1/predictions", UriKind.Relative), content);
            Scenario = response.StatusCode;
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            Database.Dispose();
        }
    }
}
