using System.Globalization;
using System.Text.Json;
using MalariaPredictor.Backend.Sources.Grids.Zones;
using MalariaPredictor.Zonal;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;

const int Runs = 3;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["means", var grids, var boundaries])
{
    await Means.WriteAsync(grids, Read(boundaries), Console.Out);
    return 0;
}

var data = Environment.GetEnvironmentVariable("BENCHMARK_DATA");
if (string.IsNullOrEmpty(data))
{
    await Console.Error.WriteLineAsync("Name the folder with real data: BENCHMARK_DATA=../shared/data.");
    return 2;
}

var shapes = Read(Path.Combine(data, "fixtures/era5/chad_adm1.geojson"));
Console.WriteLine("| grid | method | ms | MB allocated | largest error of a share | largest error of a total area |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (var step in (double[])[0.25, 0.1, 0.05])
{
    var grid = Grid.Of(13, 24, step, step, (int)Math.Round(12 / step), (int)Math.Round(17 / step));
    var exact = Shares.Cut(shapes, grid);
    Measure("ours", step, () => Shares.Ours(shapes, grid));
    Measure("16 x 16 points in each cell", step, () => Shares.Sampled(shapes, grid, 16));
    Measure("NetTopologySuite cuts each cell", step, () => Shares.Cut(shapes, grid));

    void Measure(string method, double cell, Func<double[][]> run)
    {
        var (fastest, allocated, found) = (double.MaxValue, 0.0, Array.Empty<double[]>());
        for (var i = 0; i < Runs; i++)
        {
            var (bytes, began) = (GC.GetAllocatedBytesForCurrentThread(), TimeProvider.System.GetTimestamp());
            found = run();
            fastest = Math.Min(fastest, TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
            allocated = (GC.GetAllocatedBytesForCurrentThread() - bytes) / 1e6;
        }

        var share = found.Zip(exact).Max(pair => pair.First.Zip(pair.Second).Max(cells => Math.Abs(cells.First - cells.Second)));
        var total = found.Zip(shapes).Max(pair => Math.Abs((pair.First.Sum() * cell * cell / pair.Second.Area) - 1));
        Console.WriteLine($"| {cell} degrees | {method} | {fastest:0.0} | {allocated:0.0} | {share:0.0e+0} | {total:0.0e+0} |");
    }
}

return 0;

static Geometry[] Read(string path)
{
    var options = new JsonSerializerOptions { Converters = { new GeoJsonConverterFactory() } };
    return [.. JsonSerializer.Deserialize<FeatureCollection>(File.ReadAllText(path), options)!.Select(feature => feature.Geometry)];
}
