using System.Net;
using System.Net.Http.Headers;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Forecasts;

[Collection(nameof(ServedCountry))]
public sealed class ForecastEndpointTests(ServedCountry country)
{
    private readonly ServedApp _app = country.App;

    [Fact]
    public async Task A_forecast_says_its_model_origin_and_data_and_has_23_rising_quantiles_per_horizon()
    {
        var forecast = await _app.Json("/api/v1/forecasts/Dunga");

        forecast.GetProperty("location").GetString().ShouldBe("Dunga");
        forecast.GetProperty("origin").GetString().ShouldBe("2023-12");
        forecast.GetProperty("simulated").GetBoolean().ShouldBeTrue();
        forecast.GetProperty("unit").GetString().ShouldBe("cases per month");
        forecast.GetProperty("model").GetProperty("name").GetString().ShouldBe("malaria-predictor");
        forecast.GetProperty("model").GetProperty("digest").GetString()!.Length.ShouldBe(64);
        forecast.GetProperty("dataAsOf").GetDateTimeOffset().Year.ShouldBeGreaterThan(2000);
        var horizons = forecast.GetProperty("forecasts").EnumerateArray().ToList();
        horizons.Select(horizon => horizon.GetProperty("period").GetString()).ShouldBe(["2024-01", "2024-02", "2024-03"]);
        foreach (var horizon in horizons)
        {
            var values = horizon.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()).ToList();
            values.Count.ShouldBe(23);
            values.ShouldBe(values.Order());
            values[0].ShouldBeGreaterThanOrEqualTo(0);
            horizon.GetProperty("levels").GetArrayLength().ShouldBe(23);
            horizon.GetProperty("median").GetDouble().ShouldBe(values[11]);
        }
    }

    [Theory]
    [InlineData("Bela%2FNorth", "Bela/North")]
    [InlineData("C%C3%B4te%20d'Or", "Côte d'Or")]
    [InlineData("Eno%2C%20East", "Eno, East")]
    public async Task A_name_of_any_letters_is_found(string escaped, string name) =>
        (await _app.Json($"/api/v1/forecasts/{escaped}")).GetProperty("location").GetString().ShouldBe(name);

    [Fact]
    public async Task The_fast_path_and_the_endpoint_give_the_same_bytes() =>
        (await _app.Text("/api/v1/forecasts/Akoro")).ShouldBe(await _app.Text("/api/v1/forecasts/Akoro?format=json"));

    [Fact]
    public async Task A_location_with_too_little_data_gets_a_statement_instead_of_a_forecast()
    {
        var forecast = await _app.Json($"/api/v1/forecasts/{TinyCountry.Silent}");

        forecast.GetProperty("statement").GetString().ShouldNotBeNull().ShouldContain("Too little data");
        forecast.GetProperty("forecasts").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Csv_has_a_row_per_quantile_and_quotes_a_name_with_a_comma()
    {
        var lines = (await _app.Text("/api/v1/forecasts/Eno%2C%20East?format=csv")).TrimEnd('\n').Split('\n');

        lines[0].ShouldBe("location,origin,horizon,period,quantile,value");
        lines.Length.ShouldBe(1 + (3 * 23));
        lines[1].ShouldStartWith("\"Eno, East\",2023-12,1,2024-01,0.01,");
    }

    [Fact]
    public async Task The_accept_header_asks_for_csv_too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/forecasts/Akoro");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var response = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
    }

    [Fact]
    public async Task All_locations_come_in_one_document_of_one_model()
    {
        var all = await _app.Json("/api/v1/forecasts");

        all.GetProperty("locations")
            .EnumerateArray()
            .Select(location => location.GetProperty("location").GetString())
            .ShouldBe(TinyCountry.Districts.Append(TinyCountry.Silent).Order(StringComparer.Ordinal));
        all.GetProperty("model").GetProperty("version").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task What_the_client_has_already_is_not_sent_again()
    {
        using var first = await _app.Get("/api/v1/forecasts/Akoro");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/v1/forecasts/Akoro");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await _app.Client.SendAsync(again, TestContext.Current.CancellationToken);

        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await second.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task A_slow_connection_gets_the_compressed_form(string coding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/forecasts");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(coding));
        using var response = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.Content.Headers.ContentEncoding.ShouldBe([coding]);
        response.Content.Headers.ContentLength!.Value.ShouldBeLessThan((await _app.Text("/api/v1/forecasts")).Length / 2);
        response.Headers.Vary.ShouldContain("Accept-Encoding");
    }

    [Fact]
    public async Task An_unknown_location_is_404_with_near_names()
    {
        var (status, problem) = await _app.Ask("/api/v1/forecasts/akor");

        status.ShouldBe(HttpStatusCode.NotFound);
        problem.GetProperty("nearest")[0].GetString().ShouldBe("Akoro");
        problem.GetProperty("allowed").GetArrayLength().ShouldBe(6);
    }

    [Theory]
    [InlineData("?origin=2023-12", HttpStatusCode.OK)]
    [InlineData("?origin=202312", HttpStatusCode.OK)]
    [InlineData("?origin=2022-01", HttpStatusCode.NotFound)]
    [InlineData("?origin=soon", HttpStatusCode.BadRequest)]
    [InlineData("?format=xml", HttpStatusCode.BadRequest)]
    [InlineData("?orgin=2023-12", HttpStatusCode.BadRequest)]
    public async Task Each_parameter_is_checked(string query, HttpStatusCode expected)
    {
        using var one = await _app.Get("/api/v1/forecasts/Akoro" + query);
        using var all = await _app.Get("/api/v1/forecasts" + query);

        (one.StatusCode, all.StatusCode).ShouldBe((expected, expected));
        if (expected != HttpStatusCode.OK)
        {
            one.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }
    }
}
