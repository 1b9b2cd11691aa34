using System.Net;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Tests.Commands;
using MalariaPredictor.Backend.Tests.Serving;
using MalariaPredictor.Backend.Tests.Storage;

namespace MalariaPredictor.Backend.Tests.Quality;

[Collection(nameof(ServedCountry))]
public sealed class QualityReportTests(ServedCountry country)
{
    private readonly ServedApp _app = country.App;

    [Theory, Databases]
    public async Task The_command_names_source_place_and_period_of_each_flag_and_changes_nothing(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        await scratch.ImportAsync(
            TinyCountry.Observations().Replace("2023-06,\"Akoro\",", "2023-06,\"Akoro\",99", StringComparison.Ordinal)
        );
        var before = await DigestAsync(scratch);

        var (code, output, _) = await Cli.RunAsync(scratch, "quality", "--json");
        var (_, text, _) = await Cli.RunAsync(scratch, "quality");

        code.ShouldBe(0);
        var report = JsonElement.Parse(output);
        var flag = report.GetProperty("flags").EnumerateArray().Single(one => one.GetProperty("kind").GetString() == "outlier");
        flag.GetProperty("location").GetString().ShouldBe("Akoro");
        flag.GetProperty("from").GetString().ShouldBe("2023-06");
        flag.GetProperty("source").GetString().ShouldBe("cases.csv");
        var source = report.GetProperty("sources").EnumerateArray().ShouldHaveSingleItem();
        source.GetProperty("locations").GetInt64().ShouldBe(6);
        source.GetProperty("firstPeriod").GetString().ShouldBe("2019-01");
        source
            .GetProperty("flags")
            .GetInt32()
            .ShouldBe(report.GetProperty("flags").EnumerateArray().Count(one => one.GetProperty("source").GetString() == "cases.csv"));
        text.ShouldContain("Nothing was changed.");
        text.ShouldContain("Nowcast off");
        text.ShouldContain("SIMULATED DATA");
        (await DigestAsync(scratch)).ShouldBe(before);
    }

    [Fact]
    public async Task Without_observations_the_command_says_what_to_do()
    {
        using var scratch = await Scratch.MigratedAsync();
        var (code, _, error) = await Cli.RunAsync(scratch, "quality");
        code.ShouldBe(1);
        error.ShouldContain("malaria-predictor import FILE");
        (await Cli.RunAsync(scratch, "quality", "--nonsense")).Code.ShouldBe(2);
    }

    [Fact]
    public async Task The_API_gives_completeness_and_flags_of_all_places_or_of_one_as_JSON_or_CSV()
    {
        var all = await _app.Json("/api/v1/quality");
        var one = await _app.Json("/api/v1/quality?location=AKORO");
        var csv = await _app.Text($"/api/v1/quality?format=csv&location={TinyCountry.Silent}");

        all.GetProperty("locations").GetArrayLength().ShouldBe(6);
        var akoro = one.GetProperty("locations").EnumerateArray().ShouldHaveSingleItem();
        akoro.GetProperty("completeness").GetDouble().ShouldBe(1);
        akoro.GetProperty("reports").GetInt32().ShouldBe(TinyCountry.Months);
        csv.ShouldStartWith("location,variable,kind,from,to,value,source,detail\nQuiet,disease_cases,gap,2019-05,2019-09,,,");
        csv.ShouldContain("\nQuiet,disease_cases,stopped,2019-11,2023-12,,,");
    }

    [Theory]
    [InlineData("?location=Nowhere", HttpStatusCode.NotFound)]
    [InlineData("?format=xlsx", HttpStatusCode.BadRequest)]
    [InlineData("?place=Akoro", HttpStatusCode.BadRequest)]
    public async Task What_the_API_does_not_know_is_a_problem(string query, HttpStatusCode status) =>
        (await _app.Ask("/api/v1/quality" + query)).Status.ShouldBe(status);

    [Fact]
    public async Task The_page_is_linked_from_the_overview_light_and_of_one_place_too()
    {
        (await _app.Text("/")).ShouldContain("href=\"/quality\"");
        (await _app.Text("/locations/Akoro")).ShouldContain("href=\"/quality?location=Akoro\"");
        var page = await _app.Text("/quality");
        var place = await _app.Text("/quality?location=Bela%2FNorth");

        page.ShouldContain("SIMULATED DATA");
        page.ShouldContain("Nowcast off");
        page.ShouldContain("observations.csv");
        page.ShouldContain("no report for 50 months");
        place.ShouldContain("<h1>Quality of the data, Bela/North</h1>");
        place.ShouldNotContain("no report for 50 months");
        Encoding.UTF8.GetByteCount(page).ShouldBeLessThan(100_000);
        using var unknown = await _app.Get("/quality?location=Nowhere");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<string> DigestAsync(Scratch scratch) =>
        PanelDigest.Of((await new Backend.Storage.Observations(scratch.Database).KnownAsync(null))!.Value.Panel);
}
