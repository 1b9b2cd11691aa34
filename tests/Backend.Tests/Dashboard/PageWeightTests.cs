using System.Text;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Dashboard;

public sealed class PageWeightTests
{
    private const int Limit = 100_000;

    [Fact]
    public async Task Every_page_of_Uganda_stays_under_100_KB()
    {
        var data = Environment.GetEnvironmentVariable("BENCHMARK_DATA");
        if (string.IsNullOrEmpty(data))
        {
            Assert.Skip("BENCHMARK_DATA is not set: Uganda's districts are read from the folder it names.");
        }

        using var database = new TestDatabase();
        await database.Must("migrate", "up");
        await database.Must("import", $"{data}/uganda/observations.csv", "--boundaries", $"{data}/uganda/boundaries.geojson");
        await database.Must("train");
        await database.Must("forecast");
        await using var app = await ServedApp.Start(database);

        foreach (var path in new[] { "/", "/?sort=change", "/locations/Abim", "/locations/Kyankwanzi", "/quality" })
        {
            var page = await app.Text(path);
            Encoding.UTF8.GetByteCount(page).ShouldBeLessThan(Limit, path);
        }

        (await app.Text("/")).Split("<path class=\"q").Length.ShouldBe(117);
    }

    [Fact]
    public async Task A_country_of_a_thousand_locations_is_cut_into_pages_under_100_KB()
    {
        using var database = new TestDatabase();
        await database.Must("migrate", "up");
        var (csv, geo) = (Path.Combine(database.Folder, "o.csv"), Path.Combine(database.Folder, "b.geojson"));
        await File.WriteAllTextAsync(
            csv,
            "time_period,location,disease_cases,population\n"
                + string.Concat(
                    from place in Enumerable.Range(0, 1000)
                    from month in Enumerable.Range(0, 36)
                    select $"{2021 + (month / 12)}-{(month % 12) + 1:00},Health zone {place:0000},{100 + ((place * 7 + month * 13) % 50)}"
                        + ",20000\n"
                ),
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            geo,
            $$"""{"type":"FeatureCollection","features":[{{string.Join(',', Enumerable.Range(0, 1000).Select(Square))}}]}""",
            TestContext.Current.CancellationToken
        );
        await database.Must("import", csv, "--boundaries", geo);
        await database.Must("train");
        await database.Must("forecast");
        await using var app = await ServedApp.Start(database);

        foreach (var path in new[] { "/", "/?sort=name&page=8" })
        {
            var page = await app.Text(path);
            Encoding.UTF8.GetByteCount(page).ShouldBeLessThan(Limit, path);
            page.ShouldContain("aria-label=\"Pages of the table\"");
        }

        Encoding.UTF8.GetByteCount(await app.Text("/quality")).ShouldBeLessThan(Limit);
    }

    private static string Square(int place)
    {
        var (x, y) = (place % 40, place / 40);
        var ring = $"[{x},{y}],[{x + 1},{y}],[{x + 1},{y + 1}],[{x},{y + 1}],[{x},{y}]";
        return $$$"""{"type":"Feature","properties":{"location":"Health zone {{{place:0000}}}"},"""
            + $$$""" "geometry":{"type":"Polygon","coordinates":[[{{{ring}}}]]}}""";
    }
}
