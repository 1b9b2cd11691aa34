using System.Globalization;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Scenarios;

/// <summary>A country where cases follow the rain of the month before, as no season tells.</summary>
public sealed class WeatherToComeTests(WeatherToComeTests.RainyCountry country) : IClassFixture<WeatherToComeTests.RainyCountry>
{
    [Fact]
    public async Task A_weather_forecast_moves_the_months_it_can_reach_and_no_other()
    {
        var answer = await Ask("""{"given":{"rainfall":{"2024-01":195}}}""");

        foreach (var location in answer.GetProperty("locations").EnumerateArray())
        {
            var (first, second) = (Difference(location, 0), Difference(location, 1));
            first.ShouldAllBe(change => change == 0);
            second[11].ShouldBeGreaterThan(0);
        }

        var horizons = answer.GetProperty("weatherToCome").GetProperty("horizons").EnumerateArray().ToList();
        horizons[0].GetProperty("until").ValueKind.ShouldBe(JsonValueKind.Null);
        horizons[0].GetProperty("words").GetString()!.ShouldContain("a month later at the earliest");
        horizons[1].GetProperty("until").GetString().ShouldBe("2024-01");
        horizons[1].GetProperty("used").GetBoolean().ShouldBeTrue();
        horizons[2].GetProperty("until").GetString().ShouldBe("2024-02");
        answer.GetProperty("weatherToCome").GetProperty("withoutEffect").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Each_location_can_have_a_forecast_of_its_own()
    {
        var answer = await Ask("""{"givenByLocation":{"Akoro":{"rainfall":{"2024-01":195}},"Bela/North":{"rainfall":{"2024-01":5}}}}""");
        var medians = answer.GetProperty("locations").EnumerateArray().Select(location => Difference(location, 1)[11]).ToList();

        medians[0].ShouldBeGreaterThan(0);
        medians[1].ShouldBeLessThan(0);
        medians[2..].ShouldAllBe(change => change == 0);
    }

    [Fact]
    public async Task Weather_too_late_for_every_forecast_is_said_to_change_nothing()
    {
        var answer = await Ask("""{"given":{"rainfall":{"2024-03":195}}}""");

        answer
            .GetProperty("locations")
            .EnumerateArray()
            .SelectMany(location => Enumerable.Range(0, 3).SelectMany(j => Difference(location, j)))
            .ShouldAllBe(change => change == 0);
        var without = answer.GetProperty("weatherToCome").GetProperty("withoutEffect").EnumerateArray().Single();
        without.GetProperty("period").GetString().ShouldBe("2024-03");
        without.GetProperty("words").GetString()!.ShouldContain("end in 2024-03");
    }

    [Fact]
    public async Task Rain_to_come_that_was_never_seen_is_marked_as_extrapolation()
    {
        var answer = await Ask("""{"location":"Dunga","given":{"rainfall":{"2024-01":2500}}}""");
        var value = answer.GetProperty("locations")[0].GetProperty("extrapolations").EnumerateArray().Single();

        answer.GetProperty("extrapolation").GetBoolean().ShouldBeTrue();
        value.GetProperty("period").GetString().ShouldBe("2024-01");
        value.GetProperty("highest").GetDouble().ShouldBeLessThan(201);
    }

    [Fact]
    public async Task The_base_is_the_forecast_in_service_to_the_last_digit()
    {
        var served = await country.App.Json("/api/v1/forecasts/Dunga");
        var answer = await Ask(
            """{"location":"Dunga","given":{"rainfall":{"2024-01":120,"2024-02":30}},"overrides":{"rainfall":{"percent":10}}}"""
        );

        foreach (
            var (forecast, asServed) in answer
                .GetProperty("locations")[0]
                .GetProperty("forecasts")
                .EnumerateArray()
                .Zip(served.GetProperty("forecasts").EnumerateArray())
        )
        {
            forecast.GetProperty("base").GetProperty("values").GetRawText().ShouldBe(asServed.GetProperty("values").GetRawText());
        }
    }

    [Fact]
    public async Task Without_weather_to_come_nothing_is_said_of_it() =>
        (await Ask("""{"overrides":{"rainfall":{"percent":10}}}""")).GetProperty("weatherToCome").ValueKind.ShouldBe(JsonValueKind.Null);

    private static double[] Difference(JsonElement location, int horizon) =>
        [
            .. location
                .GetProperty("forecasts")[horizon]
                .GetProperty("difference")
                .GetProperty("values")
                .EnumerateArray()
                .Select(value => value.GetDouble()),
        ];

    private async Task<JsonElement> Ask(string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await country.App.Client.PostAsync(
            new Uri("/api/v1/predictions", UriKind.Relative),
            body,
            TestContext.Current.CancellationToken
        );
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonElement.Parse(text);
    }

    public sealed class RainyCountry : IAsyncLifetime
    {
        private TestDatabase _database = null!;

        public ServedApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _database = await Champions.Of("ensemble", Observations());
            App = await ServedApp.Start(_database);
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            _database.Dispose();
        }

        private static string Observations()
        {
            var random = new Random(5);
            var text = new StringBuilder("time_period,location,disease_cases,rainfall,simulated\n");
            foreach (var (place, name) in TinyCountry.Districts.Append(TinyCountry.Silent).Index())
            {
                var before = 100.0;
                for (var month = 0; month < 60; month++)
                {
                    var rain = 200 * random.NextDouble();
                    var cases = Math.Round(60 * (place + 1) * Math.Exp((.8 * (Math.Log(1 + before) - 4)) + (.1 * random.NextDouble())));
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"{2019 + (month / 12)}-{(month % 12) + 1:00},\"{name}\",{cases},{rain:0.0},1\n"
                    );
                    before = rain;
                }
            }

            return text.ToString();
        }
    }
}
