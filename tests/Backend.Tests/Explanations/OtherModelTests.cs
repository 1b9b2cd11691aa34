using System.Net;
using System.Text;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Explanations;

public sealed class OtherModelTests
{
    [Fact]
    public async Task A_simple_champion_says_what_it_does_and_has_no_parts_and_no_scenarios()
    {
        using var database = await Champions.Of("srp");
        await using var app = await ServedApp.Start(database);

        var explained = await app.Json("/api/v1/forecasts/Akoro/explanation");

        explained.GetProperty("statement").GetString()!.ShouldStartWith("The champion is a simple model, srp");
        explained.GetProperty("forecasts").GetArrayLength().ShouldBe(0);
        (await app.Text("/locations/Akoro")).ShouldContain("It forecasts the last value, moved by the change");

        using var body = new StringContent("""{"overrides":{"rainfall":{"percent":20}}}""", Encoding.UTF8, "application/json");
        using var scenario = await app.Client.PostAsync(
            new Uri("/api/v1/predictions", UriKind.Relative),
            body,
            TestContext.Current.CancellationToken
        );
        scenario.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Reports_that_came_after_the_forecast_do_not_change_its_explanation()
    {
        using var database = await Champions.Of("ensemble");
        await using var app = await ServedApp.Start(database);
        var before = await app.Text("/api/v1/forecasts/Akoro/explanation");

        await database.Import(TinyCountry.Observations(seed: 11));
        await using var again = await ServedApp.Start(database);

        (await again.Text("/api/v1/forecasts/Akoro/explanation")).ShouldBe(before);
    }
}
