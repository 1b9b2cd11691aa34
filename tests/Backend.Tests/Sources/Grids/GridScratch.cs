using System.Text;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Sources.Grids;

/// <summary>A database with two neighboring places: West covers 30 to 31 east, East 31 to 32, both the equator to 1 north.</summary>
internal static class GridScratch
{
    public const string West = """{"type":"Polygon","coordinates":[[[30,0],[31,0],[31,1],[30,1],[30,0]]]}""";
    public const string East = """{"type":"Polygon","coordinates":[[[31,0],[32,0],[32,1],[31,1],[31,0]]]}""";

    public static readonly double[] Latitudes = [0.75, 0.25];
    public static readonly double[] Longitudes = [30.25, 30.75, 31.25, 31.75];

    /// <summary>The cells of two rows: 10 in West and 20 in East.</summary>
    public static readonly double[] Ten = [10, 10, 20, 20, 10, 10, 20, 20];

    public static async Task<Scratch> PlacesAsync(string period = "2024-01")
    {
        var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(
            $"{Scratch.Header}{period},West,5\n{period},East,7\n",
            """{"type":"FeatureCollection","features":["""
                + $$"""{"type":"Feature","properties":{"name":"West"},"geometry":{{West}}},"""
                + $$"""{"type":"Feature","properties":{"name":"East"},"geometry":{{East}}}]}"""
        );
        return scratch;
    }

    public static Task<ImportReport> ImportGridAsync(this Scratch scratch, params string[] paths) =>
        new GridImporter(scratch.Database, scratch.Clock).ImportAsync(paths, cancellationToken: TestContext.Current.CancellationToken);

    public static Task<ImportReport> ImportGridAsync(this Scratch scratch, NetCdf3Writer file) =>
        scratch.ImportGridAsync(scratch.Write("grid.nc", file.Bytes()));

    /// <summary>Imports what must be refused, and makes sure that nothing of it was stored.</summary>
    public static async Task<string> RejectedGridAsync(this Scratch scratch, string name, byte[] bytes)
    {
        var before = (
            await scratch.CountAsync("source_file"),
            await scratch.CountAsync("observation"),
            await scratch.CountAsync("variable")
        );
        var rejected = await Should.ThrowAsync<RejectedFileException>(() => scratch.ImportGridAsync(scratch.Write(name, bytes)));
        (await scratch.CountAsync("source_file"), await scratch.CountAsync("observation"), await scratch.CountAsync("variable")).ShouldBe(
            before
        );
        rejected.Problems.ShouldAllBe(problem => problem.Remedy.Length > 0);
        return string.Join('\n', rejected.Problems);
    }

    /// <summary>A stored value; NaN where there is none.</summary>
    public static async Task<double> ValueAsync(this Scratch scratch, string variable, string place, Period period)
    {
        var panel = (await new MalariaPredictor.Backend.Storage.Observations(scratch.Database).PanelAsOfAsync(DateTimeOffset.MaxValue))!;
        var location = panel.Locations.ToList().IndexOf(place);
        return panel.Series(location, variable)[period.Minus(panel.First)];
    }

    public static DateTime[] Times(DateTime first, TimeSpan step, int count) =>
        [.. Enumerable.Range(0, count).Select(index => first + (step * index))];

    /// <summary>A field at each time: one value for all cells.</summary>
    public static double[] Fields(IEnumerable<double> values) => [.. values.SelectMany(value => Enumerable.Repeat(value, Ten.Length))];

    public static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);
}
