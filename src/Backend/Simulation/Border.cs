using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Simulation;

/// <summary>
/// Turns straight edges into the lines of rivers and ridges, by moving midpoints aside. How far depends on the edge alone, so that
/// the two districts that share it draw the same line.
/// </summary>
internal static class Border
{
    private const double Shortest = 0.08;
    private const double Aside = 0.09;
    private const int Decimals = 4;

    public static Polygon Roughen(Polygon district, int salt)
    {
        var corners = district.ExteriorRing.Coordinates;
        var ring = new List<Coordinate> { Rounded(corners[0]) };
        foreach (var (from, to) in corners.Zip(corners.Skip(1)))
        {
            Line(Rounded(from), Rounded(to), salt, ring);
        }

        return district.Factory.CreatePolygon([.. ring.Where((point, index) => index == 0 || !point.Equals2D(ring[index - 1]))]);
    }

    private static void Line(Coordinate from, Coordinate to, int salt, List<Coordinate> ring)
    {
        if (from.Distance(to) > Shortest)
        {
            var middle = Middle(from, to, salt);
            Line(from, middle, salt, ring);
            Line(middle, to, salt, ring);
        }
        else
        {
            ring.Add(to);
        }
    }

    private static Coordinate Middle(Coordinate from, Coordinate to, int salt)
    {
        var (first, second) = from.CompareTo(to) < 0 ? (from, to) : (to, from);
        var dice = new Dice(unchecked((int)Mixed(first, Mixed(second, (ulong)salt))));
        var aside = dice.Between(-Aside, Aside);
        return Rounded(
            new Coordinate(
                ((first.X + second.X) / 2) - (aside * (second.Y - first.Y)),
                ((first.Y + second.Y) / 2) + (aside * (second.X - first.X))
            )
        );
    }

    private static ulong Mixed(Coordinate point, ulong seed)
    {
        foreach (var number in (double[])[point.X, point.Y])
        {
            // Fowler, Noll and Vo's hash, over the ten-thousandths of a degree.
            seed = unchecked((seed ^ (ulong)(long)Math.Round(number * 10_000)) * 1_099_511_628_211);
            seed ^= seed >> 29;
        }

        return seed;
    }

    private static Coordinate Rounded(Coordinate point) => new(Math.Round(point.X, Decimals), Math.Round(point.Y, Decimals));
}
