using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Tests.Sources;

public sealed class RealFileTests
{
    [Theory]
    [InlineData("uganda", 5800, 116, "2020-01", "2024-02", 69_600, 116)]
    [InlineData("madagascar", 2226, 21, "2015-10", "2024-07", 19_550, 21)]
    [InlineData("vietnam-dengue", 3876, 19, "2000-07", "2017-06", 15_504, 0)]
    [InlineData("brazil-dengue", 4692, 23, "2001-01", "2017-12", 18_768, 0)]
    [InlineData("amhara-weekly", 15_886, 47, "2012-W28", "2018-W52", 147_471, 0)]
    public async Task A_real_file_is_stored_whole_and_a_second_time_adds_nothing(
        string folder,
        int rows,
        int locations,
        string first,
        string last,
        long values,
        int boundaries
    )
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await ImportAsync(scratch, folder);
        (report.Rows, report.Locations, report.First, report.Last, report.New, report.Boundaries).ShouldBe(
            (rows, locations, first, last, values, boundaries)
        );
        (await scratch.CountAsync("observation")).ShouldBe(values);

        var again = await ImportAsync(scratch, folder);
        (again.New, again.Corrected, again.Unchanged).ShouldBe((0, 0, values));
        (await scratch.CountAsync("observation")).ShouldBe(values);
        (await scratch.CountAsync("source_file")).ShouldBe(1);
    }

    [Fact]
    public async Task The_outlines_of_a_hundred_districts_fit_into_a_page()
    {
        using var scratch = await Scratch.MigratedAsync();
        await ImportAsync(scratch, "uganda");
        var outlines = (await new LocationStore(scratch.Database).AllAsync(TestContext.Current.CancellationToken))
            .Select(location => location.Outline!)
            .ToArray();
        outlines.ShouldAllBe(outline => outline.StartsWith("{\"type\":\""));
        outlines.Sum(outline => outline.Split(",[").Length).ShouldBeLessThan(5000);
    }

    private static Task<ImportReport> ImportAsync(Scratch scratch, string folder)
    {
        var data = Environment.GetEnvironmentVariable("BENCHMARK_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "BENCHMARK_DATA is not set: the real files are not here to be read.");
        var shapes = Path.Combine(data!, folder, "boundaries.geojson");
        return new Importer(scratch.Database, scratch.Clock).ImportAsync(
            Path.Combine(data!, folder, "observations.csv"),
            File.Exists(shapes) ? shapes : null,
            cancellationToken: TestContext.Current.CancellationToken
        );
    }
}
