using NetTopologySuite.Geometries;
using NetTopologySuite.Triangulate;

namespace MalariaPredictor.Backend.Simulation;

/// <summary>An island in the open ocean, cut into districts that share their borders.</summary>
internal static class Island
{
    // South of the equator in the Indian Ocean, far from any land.
    public const double Longitude = 78;
    public const double Latitude = -11;
    private const double HalfWidth = 1.9;
    private const double HalfHeight = 2.6;
    private const int CoastPoints = 48;
    private const int Relaxations = 3;

    private static readonly GeometryFactory Factory = new(new PrecisionModel(1e5), 4326);

    /// <summary>So many districts, from north to south.</summary>
    public static IReadOnlyList<Polygon> Divide(Dice dice, int districts)
    {
        var island = Coast(dice);
        var sites = Sites(dice, island, districts);
        var cells = Cells(sites, island);
        for (var i = 0; i < Relaxations; i++)
        {
            // Moving each site to the middle of its district makes districts of similar size.
            cells = Cells([.. cells.Select(cell => cell.Centroid.Coordinate)], island);
        }

        var salt = dice.Whole(int.MaxValue);
        return [.. cells.OrderByDescending(cell => cell.Centroid.Y).Select(cell => Border.Roughen(cell, salt))];
    }

    private static Polygon Coast(Dice dice)
    {
        var waves = Enumerable
            .Range(2, 5)
            .Select(wave => (wave, size: dice.Between(0.02, 0.22 / wave), shift: dice.Between(0, 2 * Math.PI)))
            .ToArray();
        var ring = Enumerable
            .Range(0, CoastPoints)
            .Select(point =>
            {
                var angle = 2 * Math.PI * point / CoastPoints;
                var reach = 1 + waves.Sum(part => part.size * Math.Sin((part.wave * angle) + part.shift));
                return new Coordinate(Longitude + (HalfWidth * reach * Math.Cos(angle)), Latitude + (HalfHeight * reach * Math.Sin(angle)));
            })
            .ToList();
        return Factory.CreatePolygon([.. ring, ring[0]]);
    }

    private static List<Coordinate> Sites(Dice dice, Polygon island, int count)
    {
        var (sites, box) = (new List<Coordinate>(), island.EnvelopeInternal);
        while (sites.Count < count)
        {
            var site = new Coordinate(dice.Between(box.MinX, box.MaxX), dice.Between(box.MinY, box.MaxY));
            if (island.Contains(Factory.CreatePoint(site)))
            {
                sites.Add(site);
            }
        }

        return sites;
    }

    private static Polygon[] Cells(List<Coordinate> sites, Polygon island)
    {
        if (sites.Count == 1)
        {
            return [island];
        }

        var builder = new VoronoiDiagramBuilder { ClipEnvelope = island.EnvelopeInternal };
        builder.SetSites(sites);
        // A cell that the coast cuts in two keeps its larger part.
        return [.. builder.GetDiagram(Factory).Geometries.Select(cell => Largest(cell.Intersection(island)))];
    }

    private static Polygon Largest(Geometry land) =>
        Enumerable.Range(0, land.NumGeometries).Select(land.GetGeometryN).OfType<Polygon>().MaxBy(part => part.Area)!;
}
