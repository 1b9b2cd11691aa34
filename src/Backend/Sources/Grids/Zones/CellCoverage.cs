using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Sources.Grids.Zones;

/// <summary>
/// Which share of each cell of a grid lies inside an area: exact, for the area has straight edges. Each edge is cut at the borders of
/// the rows and columns; a piece adds to its cell the area that lies east of it, and its height to every cell further east, signed by
/// its direction (Green's theorem). So the cost grows with edges and cells, not with their product, and interior cells are summed in one
/// scan.
/// </summary>
internal sealed class CellCoverage
{
    // What sums of thousands of pieces leave where they should leave nothing.
    private const double Noise = 1e-9;
    private const double HalfTurn = 180;
    private const double FullTurn = 360;

    private readonly Grid _grid;
    private readonly int _firstRow;
    private readonly int _rows;
    private readonly double[] _sums;

    private CellCoverage(Grid grid, int firstRow, int rows) =>
        (_grid, _firstRow, _rows, _sums) = (grid, firstRow, rows, new double[rows * (grid.Columns + 1)]);

    /// <summary>The covered cells with their shares, 0…1, and the area in cells, also of what lies outside the grid.</summary>
    public static (IReadOnlyList<(int Cell, double Share)> Cells, double Area) Of(Geometry area, Grid grid)
    {
        var rings = Rings(area);
        var (south, north) = (rings.Min(ring => ring.Min(point => point.Y)), rings.Max(ring => ring.Max(point => point.Y)));
        var first = (int)Math.Clamp(Math.Floor((grid.North - north) / grid.Height), 0, grid.Rows);
        var end = (int)Math.Clamp(Math.Ceiling((grid.North - south) / grid.Height), first, grid.Rows);
        var coverage = new CellCoverage(grid, first, end - first);
        foreach (var ring in rings)
        {
            // A grid may count longitudes from 0 to 360, an area from -180 to 180; either may cross the other's seam.
            for (var turn = -FullTurn; turn <= FullTurn; turn += FullTurn)
            {
                coverage.Add(ring, turn);
            }
        }

        return (coverage.Cells(), rings.Sum(SignedArea) / (grid.Width * grid.Height));
    }

    /// <summary>Shells clockwise and holes counterclockwise; a ring that jumps over the antimeridian is unwrapped.</summary>
    private static List<Coordinate[]> Rings(Geometry area)
    {
        var rings = new List<Coordinate[]>();
        for (var part = 0; part < area.NumGeometries; part++)
        {
            var polygon = (Polygon)area.GetGeometryN(part);
            var shell = Unwrapped(polygon.Shell.Coordinates);
            rings.Add(Directed(shell, clockwise: true));
            foreach (var hole in polygon.Holes)
            {
                var inside = Unwrapped(hole.Coordinates);
                var (middle, least) = ((inside.Min(p => p.X) + inside.Max(p => p.X)) / 2, shell.Min(p => p.X));
                var turn = Math.Floor((middle - least) / FullTurn) * -FullTurn;
                rings.Add(Directed(Array.ConvertAll(inside, p => new Coordinate(p.X + turn, p.Y)), clockwise: false));
            }
        }

        return rings;
    }

    private static Coordinate[] Unwrapped(Coordinate[] ring)
    {
        var (turn, unwrapped) = (0.0, new Coordinate[ring.Length]);
        for (var i = 0; i < ring.Length; i++)
        {
            if (i > 0 && Math.Abs(ring[i].X - ring[i - 1].X) > HalfTurn)
            {
                turn -= Math.Sign(ring[i].X - ring[i - 1].X) * FullTurn;
            }

            unwrapped[i] = new Coordinate(ring[i].X + turn, ring[i].Y);
        }

        // A ring around a pole does not close; it stays as it was drawn.
        return unwrapped[^1].X == unwrapped[0].X ? unwrapped : ring;
    }

    private static Coordinate[] Directed(Coordinate[] ring, bool clockwise) =>
        Orientation.IsCCW(ring) == clockwise ? [.. ring.Reverse()] : ring;

    private static double SignedArea(Coordinate[] ring)
    {
        var twice = 0.0;
        for (var i = 1; i < ring.Length; i++)
        {
            twice += (ring[i].X - ring[i - 1].X) * (ring[i].Y + ring[i - 1].Y - (2 * ring[0].Y));
        }

        return twice / 2;
    }

    private void Add(Coordinate[] ring, double turn)
    {
        for (var i = 1; i < ring.Length; i++)
        {
            Edge(Column(ring[i - 1].X + turn), Row(ring[i - 1].Y), Column(ring[i].X + turn), Row(ring[i].Y));
        }
    }

    private double Column(double longitude) => (longitude - _grid.West) / _grid.Width;

    private double Row(double latitude) => ((_grid.North - latitude) / _grid.Height) - _firstRow;

    /// <summary>Cuts an edge at the borders of the rows. Rows count southward, so an edge to the north is positive.</summary>
    private void Edge(double x0, double y0, double x1, double y1)
    {
        if (y0 == y1)
        {
            return;
        }

        var (sign, topX, topY, bottomX, bottomY) = y1 < y0 ? (1.0, x1, y1, x0, y0) : (-1.0, x0, y0, x1, y1);
        var slope = (bottomX - topX) / (bottomY - topY);
        var end = Math.Min(_rows, (int)Math.Clamp(Math.Ceiling(bottomY), 0, _rows));
        for (var row = (int)Math.Clamp(Math.Floor(topY), 0, _rows); row < end; row++)
        {
            var (from, to) = (Math.Max(topY, row), Math.Min(bottomY, row + 1));
            if (to > from)
            {
                // The ends themselves, where they are in this row: what is computed from the slope would differ in the last digits.
                var fromX = from == topY ? topX : topX + ((from - topY) * slope);
                var toX = to == bottomY ? bottomX : topX + ((to - topY) * slope);
                Span(row, fromX, toX, sign * (to - from));
            }
        }
    }

    /// <summary>A piece within a row, cut at the borders of the columns. West of the grid it counts as on its edge.</summary>
    private void Span(int row, double x0, double x1, double height)
    {
        var (left, right) = x0 < x1 ? (x0, x1) : (x1, x0);
        if (right <= left)
        {
            Piece(row, left, left, height);
            return;
        }

        var perColumn = height / (right - left);
        if (left < 0)
        {
            var west = Math.Min(right, 0);
            Piece(row, 0, 0, perColumn * (west - left));
            left = west;
        }

        for (var x = left; x < right && x < _grid.Columns; )
        {
            var next = Math.Min(right, Math.Floor(x) + 1);
            Piece(row, x, next, perColumn * (next - x));
            x = next;
        }
    }

    private void Piece(int row, double left, double right, double height)
    {
        var middle = Math.Max(0, (left + right) / 2);
        if (middle >= _grid.Columns)
        {
            return;
        }

        var (column, start) = ((int)middle, row * (_grid.Columns + 1));
        var west = middle - column;
        _sums[start + column] += height * (1 - west);
        _sums[start + column + 1] += height * west;
    }

    private List<(int Cell, double Share)> Cells()
    {
        var cells = new List<(int, double)>();
        for (var row = 0; row < _rows; row++)
        {
            var share = 0.0;
            for (var column = 0; column < _grid.Columns; column++)
            {
                share += _sums[(row * (_grid.Columns + 1)) + column];
                if (share > Noise)
                {
                    cells.Add((((row + _firstRow) * _grid.Columns) + column, Math.Min(1, share)));
                }
            }
        }

        return cells;
    }
}
