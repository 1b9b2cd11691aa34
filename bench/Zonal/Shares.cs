using MalariaPredictor.Backend.Sources.Grids.Zones;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;

namespace MalariaPredictor.Zonal;

/// <summary>Which share of each cell lies in each area, found in three ways: one array of cells for each area.</summary>
internal static class Shares
{
    public static double[][] Ours(Geometry[] areas, Grid grid) =>
        Array.ConvertAll(
            areas,
            area =>
            {
                var shares = new double[grid.Cells];
                foreach (var (cell, share) in CellCoverage.Of(area, grid).Cells)
                {
                    shares[cell] = share;
                }

                return shares;
            }
        );

    /// <summary>The share of so many points in a row and column that lie inside.</summary>
    public static double[][] Sampled(Geometry[] areas, Grid grid, int fine) =>
        Array.ConvertAll(
            areas,
            area =>
            {
                var inside = new IndexedPointInAreaLocator(area);
                return Cells(
                    area,
                    grid,
                    cell =>
                    {
                        var found = 0;
                        for (var point = 0; point < fine * fine; point++)
                        {
                            var x = cell.MinX + (((point % fine) + 0.5) / fine * cell.Width);
                            var y = cell.MinY + (((point / fine) + 0.5) / fine * cell.Height);
                            found += inside.Locate(new Coordinate(x, y)) == Location.Exterior ? 0 : 1;
                        }

                        return (double)found / (fine * fine);
                    }
                );
            }
        );

    /// <summary>Cuts each cell that the border crosses.</summary>
    public static double[][] Cut(Geometry[] areas, Grid grid) =>
        Array.ConvertAll(
            areas,
            area =>
            {
                var prepared = PreparedGeometryFactory.Prepare(area);
                return Cells(
                    area,
                    grid,
                    cell =>
                    {
                        var box = area.Factory.ToGeometry(cell);
                        return prepared.ContainsProperly(box) ? 1
                            : prepared.Intersects(box) ? box.Intersection(area).Area / box.Area
                            : 0;
                    }
                );
            }
        );

    /// <summary>Asks for the share of each cell near an area.</summary>
    private static double[] Cells(Geometry area, Grid grid, Func<Envelope, double> share)
    {
        var shares = new double[grid.Cells];
        for (var cell = 0; cell < grid.Cells; cell++)
        {
            var west = grid.West + (cell % grid.Columns * grid.Width);
            var north = grid.North - (cell / grid.Columns * grid.Height);
            var box = new Envelope(west, west + grid.Width, north - grid.Height, north);
            shares[cell] = box.Intersects(area.EnvelopeInternal) ? share(box) : 0;
        }

        return shares;
    }
}
