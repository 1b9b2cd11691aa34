using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Sources.Grids.Zones;

/// <summary>
/// The weights of a grid's cells in the mean of each zone: the covered share times the cell's area on the sphere. Cells without data
/// (the sea, in ERA5-Land) are left out and the rest is weighted up, until less than <see cref="FewestShare"/> of the zone is left. A zone
/// that lies less than <see cref="FewestInside"/> in the grid has no mean: the mean of a part would pass for that of the whole.
/// </summary>
internal sealed class ZoneWeights
{
    /// <summary>A mean needs data for this share of a zone's area.</summary>
    public const double FewestShare = 0.5;

    /// <summary>A mean needs this share of a zone's area inside the grid.</summary>
    public const double FewestInside = 0.95;

    private readonly (int[] Cells, double[] Weights, double Whole)[] _zones;

    public ZoneWeights(Grid grid, IReadOnlyList<Zone> zones) => _zones = [.. zones.Select(zone => Weights(grid, zone.Shape))];

    public int Zones => _zones.Length;

    /// <summary>Whether any zone lies at least partly in the grid.</summary>
    public bool Any => _zones.Any(zone => zone.Cells.Length > 0);

    /// <summary>The mean of a zone (NaN where too few cells hold data), and the share of its area that holds data.</summary>
    /// <param name="zone">Its index.</param>
    /// <param name="values">A value for each cell, NaN where there is none.</param>
    public (double Mean, double Share) Mean(int zone, ReadOnlySpan<double> values)
    {
        var (cells, weights, whole) = _zones[zone];
        var (sum, found) = (0.0, 0.0);
        for (var i = 0; i < cells.Length; i++)
        {
            var value = values[cells[i]];
            if (!double.IsNaN(value))
            {
                sum += weights[i] * value;
                found += weights[i];
            }
        }

        var share = whole > 0 ? Math.Min(1, found / whole) : 0;
        return (share < FewestShare ? double.NaN : sum / found, share);
    }

    private static (int[] Cells, double[] Weights, double Whole) Weights(Grid grid, Geometry shape)
    {
        if (shape is Point point)
        {
            return At(grid, point) is { } cell ? ([cell], [1], 1) : ([], [], 1);
        }

        var (cells, area) = CellCoverage.Of(shape, grid);
        double[] weights = [.. cells.Select(cell => cell.Share * grid.CellArea(cell.Cell / grid.Columns))];
        var inside = cells.Sum(cell => cell.Share);
        if (inside < FewestInside * area)
        {
            return ([], [], 1);
        }

        // What lies outside the grid has no cells whose area could be taken: it counts as the mean cell of what lies inside.
        var whole = inside > 0 ? weights.Sum() * Math.Max(1, area / inside) : 1;
        return ([.. cells.Select(cell => cell.Cell)], weights, whole);
    }

    private static int? At(Grid grid, Point point)
    {
        var row = (int)Math.Floor((grid.North - point.Y) / grid.Height);
        // The nearest turn of the longitude that is not west of the grid.
        var east = (point.X - grid.West) % 360;
        var column = (int)Math.Floor((east < 0 ? east + 360 : east) / grid.Width);
        return row >= 0 && row < grid.Rows && column < grid.Columns ? (row * grid.Columns) + column : null;
    }
}
