using System.Globalization;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids.Formats;
using MalariaPredictor.Backend.Sources.Grids.Zones;
using NetTopologySuite.Geometries;

namespace MalariaPredictor.Zonal;

/// <summary>The mean of each variable over each zone at each time, as a whole process does it: what terra.R and gdal.py do too.</summary>
internal static class Means
{
    /// <summary>Writes variable, step, zone and mean; zones by number, in the order of their file.</summary>
    public static async Task WriteAsync(string path, Geometry[] shapes, TextWriter output)
    {
        var content = await FileContent.ReadAsync(path, CancellationToken.None);
        Zone[] zones = [.. shapes.Select((shape, index) => new Zone($"{index + 1}", shape))];
        var weights = new Dictionary<Grid, ZoneWeights>();
        foreach (var file in GridFiles.Open(content, null))
        {
            foreach (var variable in file.Variables)
            {
                if (!weights.TryGetValue(variable.Grid, out var of))
                {
                    weights[variable.Grid] = of = new ZoneWeights(variable.Grid, zones);
                }

                for (var first = 0; first < variable.Times.Count; first += variable.AtOnce)
                {
                    var count = Math.Min(variable.AtOnce, variable.Times.Count - first);
                    var values = variable.Read(first, count);
                    for (var step = 0; step < count; step++)
                    {
                        var cells = values.AsMemory(step * variable.Grid.Cells, variable.Grid.Cells);
                        for (var zone = 0; zone < zones.Length; zone++)
                        {
                            await output.WriteLineAsync(
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"{variable.Name},{first + step + 1},{zone + 1},{of.Mean(zone, cells.Span).Mean:R}"
                                )
                            );
                        }
                    }
                }
            }

            file.Dispose();
        }
    }
}
