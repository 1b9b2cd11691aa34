using System.Net;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Explanations;

[Collection(nameof(ServedEnsemble))]
public sealed class ExplanationTests(ServedEnsemble country)
{
    private readonly ServedApp _app = country.App;

    [Fact]
    public async Task The_parts_of_each_forecast_add_up_to_the_median_in_service()
    {
        foreach (var district in TinyCountry.Districts.Select(Uri.EscapeDataString))
        {
            var medians = (await _app.Json($"/api/v1/forecasts/{district}"))
                .GetProperty("forecasts")
                .EnumerateArray()
                .Select(forecast => forecast.GetProperty("median").GetDouble());
            var explained = (await _app.Json($"/api/v1/forecasts/{district}/explanation"))
                .GetProperty("forecasts")
                .EnumerateArray()
                .ToList();

            explained.Select(forecast => forecast.GetProperty("median").GetDouble()).ShouldBe(medians, .001);
            explained
                .Select(forecast => forecast.GetProperty("parts").EnumerateObject().Sum(part => part.Value.GetDouble()))
                .ShouldBe(medians, .01);
        }
    }

    [Fact]
    public async Task Each_member_stands_beside_the_ensemble_with_its_weight_and_23_quantiles()
    {
        var members = (await _app.Json("/api/v1/forecasts/Akoro/explanation"))
            .GetProperty("forecasts")[0]
            .GetProperty("members")
            .EnumerateArray()
            .ToList();

        members
            .Select(member => member.GetProperty("name").GetString())
            .ShouldBe(["persistence", "state-space", "endemic-epidemic", "anomaly-ridge"]);
        members.Sum(member => member.GetProperty("weight").GetDouble()).ShouldBe(1, .001);
        members.ShouldAllBe(member => member.GetProperty("values").GetArrayLength() == 23);
    }

    [Fact]
    public async Task What_the_parts_say_is_said_in_words_too()
    {
        var forecast = (await _app.Json("/api/v1/forecasts/Akoro/explanation")).GetProperty("forecasts")[0];
        var words = string.Join(' ', forecast.GetProperty("words").EnumerateArray().Select(word => word.GetString()));

        words.ShouldStartWith("From where it stands now, about ");
        words.ShouldContain(
            forecast.GetProperty("parts").GetProperty("season").GetDouble() > 0 ? "The season adds about " : "The season takes away about "
        );
        forecast.GetProperty("climate").GetProperty("words").GetString()!.ShouldStartWith("Rain and temperature are ");
    }

    [Fact]
    public async Task A_keying_error_is_named_with_what_was_read_in_its_place()
    {
        var cleaned = (await _app.Json("/api/v1/forecasts/Dunga/explanation"))
            .GetProperty("cleaned")
            .EnumerateArray()
            .Single(value => value.GetProperty("period").GetString() == ServedEnsemble.KeyedPeriod);

        cleaned.GetProperty("reported").GetDouble().ShouldBe(ServedEnsemble.Keyed);
        cleaned.GetProperty("taken").GetDouble().ShouldBeInRange(50, 2_000);
        cleaned.GetProperty("words").GetString()!.ShouldStartWith("2023-05: 88,888 was treated as a keying error and read as ");
        (await _app.Text("/locations/Dunga")).ShouldContain("88,888 was treated as a keying error");
    }

    [Fact]
    public async Task The_page_says_why_with_parts_members_and_weather_and_stays_light()
    {
        var page = await _app.Text("/locations/Akoro");

        foreach (var said in new[] { "Why this forecast", "Where it stands now", "state-space", "weight", "Rain and temperature are " })
        {
            page.ShouldContain(said);
        }

        page.ShouldNotContain("<script");
        page.Length.ShouldBeLessThan(100_000);
    }

    [Fact]
    public async Task A_location_without_a_forecast_has_a_statement_and_nothing_explained()
    {
        var explained = await _app.Json($"/api/v1/forecasts/{TinyCountry.Silent}/explanation");

        explained.GetProperty("statement").GetString()!.ShouldContain("Too little data");
        explained.GetProperty("forecasts").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("/api/v1/forecasts/Akor/explanation", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/forecasts/Akoro/explanation?horizon=1", HttpStatusCode.BadRequest)]
    public async Task An_unknown_location_or_parameter_is_named(string path, HttpStatusCode expected) =>
        (await _app.Ask(path)).Status.ShouldBe(expected);
}
