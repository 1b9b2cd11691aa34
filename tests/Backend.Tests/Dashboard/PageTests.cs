using System.Net;
using System.Xml.Linq;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Dashboard;

[Collection(nameof(ServedCountry))]
public sealed class PageTests(ServedCountry country)
{
    private readonly ServedApp _app = country.App;

    [Fact]
    public async Task The_overview_holds_map_table_and_the_label_of_simulated_data()
    {
        var page = await _app.Text("/");

        page.ShouldContain("SIMULATED DATA");
        page.ShouldContain("<svg");
        page.ShouldContain("per 1,000 people");
        page.ShouldContain("<caption>");
        page.ShouldContain("too little data");
        page.ShouldContain("Expected in all, Jan 2024");
        page.ShouldContain("in 4 outcomes out of 5");
        page.ShouldContain("5 of 6 locations");
    }

    [Fact]
    public async Task Real_data_bear_no_such_label()
    {
        using var database = new TestDatabase();
        await database.Must("migrate", "up");
        await database.Import(TinyCountry.Observations(simulated: false));
        await database.Must("train");
        await database.Must("forecast");
        await using var app = await ServedApp.Start(database);

        (await app.Text("/")).ShouldNotContain("SIMULATED");
        (await app.Json("/api/v1/forecasts/Akoro")).GetProperty("simulated").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("/locations/Akoro")]
    [InlineData("/locations/Bela%2FNorth")]
    [InlineData("/locations/Eno%2C%20East")]
    public async Task A_location_has_charts_numbers_skill_and_links(string path)
    {
        var page = await _app.Text(path);

        page.ShouldContain("class=\"b80\"");
        page.ShouldContain("All 23 quantiles");
        page.ShouldContain("In the back-test");
        page.ShouldContain("SIMULATED DATA");
        page.ShouldContain("?format=csv");
    }

    [Fact]
    public async Task A_location_with_too_little_data_says_so_in_place_of_a_forecast()
    {
        var page = await _app.Text($"/locations/{TinyCountry.Silent}");

        page.ShouldContain("Too little data");
        page.ShouldNotContain("class=\"b80\" points");
    }

    [Fact]
    public async Task An_unknown_location_is_404_with_near_names_and_nothing_unescaped()
    {
        using var near = await _app.Get("/locations/Akor");
        using var evil = await _app.Get("/locations/%3Cscript%3Ealert(1)");

        (near.StatusCode, evil.StatusCode).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.NotFound));
        (await near.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("href=\"/locations/Akoro\"");
        (await evil.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("<script");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/?sort=expected")]
    [InlineData("/?sort=nonsense&page=-4")]
    [InlineData("/locations/Akoro")]
    public async Task Pages_have_no_script_and_one_heading_and_may_load_only_their_own_style(string path)
    {
        using var response = await _app.Get(path);
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        page.ShouldNotContain("<script");
        page.Split("<h1").Length.ShouldBe(2);
        page.ShouldContain("<html lang=\"en\">");
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'; style-src 'self'");
    }

    [Fact]
    public async Task The_style_sheet_may_be_kept_for_ever()
    {
        var page = await _app.Text("/");
        var path = page[page.IndexOf("/assets/", StringComparison.Ordinal)..].Split('"')[0];
        using var response = await _app.Get(path);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/css");
        response.Headers.CacheControl!.ToString().ShouldContain("immutable");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/locations/Akoro")]
    public async Task Every_drawing_is_well_formed_and_named(string path)
    {
        foreach (var part in (await _app.Text(path)).Split("<svg ").Skip(1))
        {
            var drawing = XElement.Parse("<svg " + part[..(part.IndexOf("</svg>", StringComparison.Ordinal) + 6)]);
            drawing.Attribute("role")!.Value.ShouldBe("img");
            drawing.Attribute("aria-label")!.Value.ShouldNotBeNullOrWhiteSpace();
            drawing.ToString().ShouldNotContain("NaN");
        }
    }

    [Fact]
    public async Task A_page_is_light_and_sent_compressed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.AcceptEncoding.ParseAdd("gzip, br");
        using var response = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        response.Content.Headers.ContentLength!.Value.ShouldBeLessThan(10_000);
    }
}
