using System.Net;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Scenarios;

[Collection(nameof(ServedEnsemble))]
public sealed class ScenarioTests(ServedEnsemble country)
{
    private readonly ServedApp _app = country.App;

    [Fact]
    public async Task Other_rain_gives_quantiles_of_both_and_their_difference_for_every_location()
    {
        var answer = await Must("""{"overrides":{"rainfall":{"percent":20}}}""");

        answer.GetProperty("periods").EnumerateArray().Select(period => period.GetString()).ShouldBe(["2023-10", "2023-11", "2023-12"]);
        answer.GetProperty("climate").GetArrayLength().ShouldBe(3);
        var locations = answer.GetProperty("locations").EnumerateArray().ToList();
        locations.Count.ShouldBe(TinyCountry.Districts.Length + 1);
        foreach (var forecast in locations.SelectMany(location => location.GetProperty("forecasts").EnumerateArray()))
        {
            var (before, after, difference) = (Values(forecast, "base"), Values(forecast, "scenario"), Values(forecast, "difference"));
            after.Length.ShouldBe(23);
            after.ShouldBe(after.Order());
            difference.ShouldBe(after.Zip(before, (now, then) => now - then), .002);
        }
    }

    [Fact]
    public async Task Without_a_real_change_the_scenario_is_the_forecast_in_service()
    {
        var served = (await _app.Json("/api/v1/forecasts/Dunga")).GetProperty("forecasts").EnumerateArray().ToList();
        var answer = (await Must("""{"location":"Dunga","overrides":{"rainfall":{"percent":0}}}"""))
            .GetProperty("locations")
            .EnumerateArray()
            .Single();

        foreach (var (forecast, asServed) in answer.GetProperty("forecasts").EnumerateArray().Zip(served))
        {
            Values(forecast, "base").ShouldBe(asServed.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()));
            Values(forecast, "difference").ShouldAllBe(difference => Math.Abs(difference) < .002);
        }

        answer.GetProperty("extrapolation").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Other_weather_changes_the_forecasts_exactly_where_the_weather_is_used()
    {
        var answer = await Must("""{"overrides":{"rainfall":{"percent":-30}}}""");
        var used = answer
            .GetProperty("climate")
            .EnumerateArray()
            .ToDictionary(
                climate => climate.GetProperty("horizon").GetInt32(),
                climate => climate.GetProperty("weather").GetProperty("used").GetBoolean()
            );

        foreach (var location in answer.GetProperty("locations").EnumerateArray())
        {
            foreach (var forecast in location.GetProperty("forecasts").EnumerateArray())
            {
                Values(forecast, "difference")
                    .Any(difference => difference != 0)
                    .ShouldBe(used[forecast.GetProperty("horizon").GetInt32()]);
            }
        }
    }

    [Fact]
    public async Task A_value_never_observed_there_is_marked_with_variable_period_and_bounds()
    {
        var answer = (await Must("""{"location":"Akoro","given":{"rainfall":{"2023-12":900}}}"""))
            .GetProperty("locations")
            .EnumerateArray()
            .Single();

        answer.GetProperty("extrapolation").GetBoolean().ShouldBeTrue();
        var value = answer.GetProperty("extrapolations").EnumerateArray().Single();
        value.GetProperty("variable").GetString().ShouldBe("rainfall");
        value.GetProperty("period").GetString().ShouldBe("2023-12");
        value.GetProperty("value").GetDouble().ShouldBe(900);
        value.GetProperty("highest").GetDouble().ShouldBe(160);
    }

    [Theory]
    [InlineData("""{"overrides":{"rain":{"percent":20}}}""", HttpStatusCode.BadRequest, "Allowed: rainfall.")]
    [InlineData("""{"overrides":{"rainfall":{"percent":20,"add":5}}}""", HttpStatusCode.BadRequest, "either percent or add")]
    [InlineData("""{"overrides":{"rainfall":null}}""", HttpStatusCode.BadRequest, "either percent or add")]
    [InlineData("""{"overrides":{"rainfall":{"percent":"much"}}}""", HttpStatusCode.BadRequest, "$.overrides.rainfall")]
    [InlineData("""{"overides":{"rainfall":{"percent":20}}}""", HttpStatusCode.BadRequest, "$.overides")]
    [InlineData("""{"given":{"rainfall":null}}""", HttpStatusCode.BadRequest, "values by period")]
    [InlineData(
        """{"given":{"rainfall":{"soon":1}}}""",
        HttpStatusCode.BadRequest,
        "Allowed: 2023-10, 2023-11, 2023-12, 2024-01, 2024-02, 2024-03."
    )]
    [InlineData("""{"given":{"rainfall":{"2024-W03":1}}}""", HttpStatusCode.BadRequest, "Allowed: 2023-10")]
    [InlineData("""{"given":{"rainfall":{"2024-04":100}}}""", HttpStatusCode.UnprocessableEntity, "forecasts end in 2024-03")]
    [InlineData("""{"given":{"rainfall":{"2024-02":-1}}}""", HttpStatusCode.UnprocessableEntity, "cannot be")]
    [InlineData("""{"given":{"humidity":{"2024-02":60}}}""", HttpStatusCode.BadRequest, "Allowed: rainfall.")]
    [InlineData("""{"givenByLocation":{"Akor":{"rainfall":{"2024-01":60}}}}""", HttpStatusCode.NotFound, "Did you mean Akoro")]
    [InlineData(
        """{"location":"Dunga","givenByLocation":{"Akoro":{"rainfall":{"2024-01":60}}}}""",
        HttpStatusCode.NotFound,
        "No location is named 'Akoro'"
    )]
    [InlineData("""{"givenByLocation":{"Akoro":null}}""", HttpStatusCode.BadRequest, "variables, such as")]
    [InlineData("""{"givenByLocation":{"Akoro":{"rainfall":null}}}""", HttpStatusCode.BadRequest, "values by period")]
    [InlineData("{}", HttpStatusCode.BadRequest, "at least one change")]
    [InlineData("null", HttpStatusCode.BadRequest, "overrides")]
    [InlineData("""{"rain""", HttpStatusCode.BadRequest, "overrides")]
    [InlineData("""{"location":"Akor","overrides":{"rainfall":{"percent":20}}}""", HttpStatusCode.NotFound, "Did you mean Akoro")]
    [InlineData("""{"overrides":{"rainfall":{"percent":-120}}}""", HttpStatusCode.UnprocessableEntity, "cannot be")]
    [InlineData("""{"overrides":{"rainfall":{"percent":1e308}}}""", HttpStatusCode.UnprocessableEntity, "cannot be")]
    [InlineData("""{"given":{"rainfall":{"2023-09":100}}}""", HttpStatusCode.UnprocessableEntity, "2023-10 to 2023-12")]
    public async Task What_cannot_be_asked_is_refused_with_what_can(string body, HttpStatusCode expected, string said)
    {
        var (status, text) = await Post(body);

        status.ShouldBe(expected, text);
        JsonElement.Parse(text).GetProperty("detail").GetString()!.ShouldContain(said);
        text.ShouldNotContain("MalariaPredictor");
    }

    [Fact]
    public async Task A_body_that_is_no_json_by_its_type_is_415()
    {
        using var body = new StringContent("location=Akoro", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await _app.Client.PostAsync(
            new Uri("/api/v1/predictions", UriKind.Relative),
            body,
            TestContext.Current.CancellationToken
        );

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task The_documentation_describes_what_to_send()
    {
        var document = await _app.Json("/openapi/v1.json");

        document
            .GetProperty("paths")
            .GetProperty("/api/v1/predictions")
            .GetProperty("post")
            .TryGetProperty("requestBody", out _)
            .ShouldBeTrue();
        document.GetProperty("components").GetProperty("schemas").TryGetProperty("ScenarioRequest", out _).ShouldBeTrue();
    }

    private static double[] Values(JsonElement forecast, string which) =>
        [.. forecast.GetProperty(which).GetProperty("values").EnumerateArray().Select(value => value.GetDouble())];

    private async Task<JsonElement> Must(string body)
    {
        var (status, text) = await Post(body);
        status.ShouldBe(HttpStatusCode.OK, text);
        return JsonElement.Parse(text);
    }

    private async Task<(HttpStatusCode Status, string Text)> Post(string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _app.Client.PostAsync(
            new Uri("/api/v1/predictions", UriKind.Relative),
            body,
            TestContext.Current.CancellationToken
        );
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
