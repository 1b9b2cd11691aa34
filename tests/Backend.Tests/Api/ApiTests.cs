using System.Net;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Api;

[Collection(nameof(ServedCountry))]
public sealed class ApiTests(ServedCountry country)
{
    private readonly ServedApp _app = country.App;

    [Fact]
    public async Task Locations_are_listed_with_what_is_known_of_them()
    {
        var list = await _app.Json("/api/v1/locations");

        list.GetProperty("simulated").GetBoolean().ShouldBeTrue();
        var first = list.GetProperty("locations")[0];
        first.GetProperty("name").GetString().ShouldBe("Akoro");
        first.GetProperty("population").GetDouble().ShouldBe(10_000);
        first.GetProperty("reportedPeriods").GetInt32().ShouldBe(TinyCountry.Months);
        first.GetProperty("hasForecast").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task The_links_of_the_location_list_work()
    {
        foreach (var location in (await _app.Json("/api/v1/locations")).GetProperty("locations").EnumerateArray())
        {
            using var response = await _app.Get(location.GetProperty("forecasts").GetString()!);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/forecasts/Akoro")]
    [InlineData("/api/v1/status")]
    public async Task HEAD_is_answered_like_GET_without_the_body(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var head = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        using var get = await _app.Get(path);

        head.StatusCode.ShouldBe(get.StatusCode);
        head.Content.Headers.ContentType.ShouldBe(get.Content.Headers.ContentType);
        (await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_location_comes_with_its_boundary()
    {
        var location = await _app.Json("/api/v1/locations/Akoro");

        location.GetProperty("geometry").GetProperty("type").GetString().ShouldBe("Polygon");
        location.GetProperty("lastReported").GetString().ShouldBe("2023-12");
        location
            .GetProperty("variables")
            .EnumerateArray()
            .Select(name => name.GetString())
            .ShouldBe(["disease_cases", "population", "rainfall"]);
    }

    [Fact]
    public async Task Status_tells_data_forecasts_model_and_release()
    {
        var status = await _app.Json("/api/v1/status");

        status.GetProperty("status").GetString().ShouldBe("ready");
        status.GetProperty("data").GetProperty("locations").GetInt32().ShouldBe(6);
        status.GetProperty("data").GetProperty("periods").GetInt32().ShouldBe(TinyCountry.Months);
        status.GetProperty("forecasts").GetProperty("origin").GetString().ShouldBe("2023-12");
        status.GetProperty("forecasts").GetProperty("tooLittleData").GetInt32().ShouldBe(1);
        status.GetProperty("release").GetString().ShouldBe("release-under-test");
    }

    [Fact]
    public async Task Models_show_their_scores_and_which_is_champion_and_in_service()
    {
        var model = (await _app.Json("/api/v1/models")).GetProperty("models")[0];

        model.GetProperty("aliases")[0].GetString().ShouldBe("champion");
        model.GetProperty("inService").GetBoolean().ShouldBeTrue();
        model.GetProperty("scores").GetProperty("yardstick").GetString().ShouldBe("srp");
        model.GetProperty("scores").GetProperty("horizons").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("/api/v1/locations/Akor", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/locations?nam=x", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/status?x=1", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/models?x=1", HttpStatusCode.BadRequest)]
    [InlineData("/api/v2/forecasts", HttpStatusCode.NotFound)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    public async Task Errors_are_problem_documents_under_the_release_header(string path, HttpStatusCode expected)
    {
        using var response = await _app.Get(path);

        response.StatusCode.ShouldBe(expected);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        response.Headers.GetValues("X-Release").ShouldBe(["release-under-test"]);
    }

    [Fact]
    public async Task A_method_that_is_not_offered_is_405()
    {
        using var response = await _app.Client.PostAsync(
            new Uri("/api/v1/forecasts/Akoro", UriKind.Relative),
            null,
            TestContext.Current.CancellationToken
        );

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task The_documentation_is_openapi_3_1_and_names_every_endpoint_of_the_api()
    {
        var document = await _app.Json("/openapi/v1.json");

        document.GetProperty("openapi").GetString().ShouldStartWith("3.1");
        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        foreach (
            var path in new[]
            {
                "locations",
                "locations/{location}",
                "observations",
                "forecasts",
                "forecasts/{location}",
                "totals",
                "models",
                "status",
            }
        )
        {
            paths.ShouldContain($"/api/v1/{path}");
        }
    }

    [Fact]
    public async Task The_documentation_page_loads_nothing_from_elsewhere()
    {
        var page = await _app.Text("/docs/");

        page.ShouldContain("scalar", Case.Insensitive);
        page.ShouldNotContain("https://");
        page.ShouldNotContain("http://");
    }
}
