using MalariaPredictor.Backend.Sources.Grids.Zones;
using NetTopologySuite.Algorithm;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Sources.Modis;

/// <summary>
/// The projection of MODIS and VIIRS on land: y is the latitude, x the longitude times its cosine, on a sphere. It keeps areas, so that all
/// pixels weigh the same.
/// </summary>
internal static class Sinusoidal
{
    /// <summary>Of the sphere, meters.</summary>
    public const double Radius = 6_371_007.181;

    private const double Degree = Math.PI / 180;

    /// <summary>Meters east of the meridian of Greenwich and north of the equator.</summary>
    public static (double X, double Y) Of(double longitude, double latitude) =>
        (Radius * longitude * Degree * Math.Cos(latitude * Degree), Radius * latitude * Degree);

    public static (double Longitude, double Latitude) Back(double x, double y) =>
        (x / (Radius * Degree * Math.Cos(y / Radius)), y / (Radius * Degree));

    /// <summary>A shape of longitudes and latitudes with its corners projected.</summary>
    public static Geometry Of(Geometry shape)
    {
        var projected = shape.Copy();
        projected.Apply(new Corners());
        projected.GeometryChanged();
        return projected;
    }

    private sealed class Corners : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence sequence, int index)
        {
            var (x, y) = Of(sequence.GetX(index), sequence.GetY(index));
            sequence.SetX(index, x);
            sequence.SetY(index, y);
        }
    }
}

/// <summary>The box to ask for, for a place: all of it, or as much as a box may hold around a point inside it.</summary>
/// <param name="Latitude">Of its middle, degrees north.</param>
/// <param name="Longitude">Of its middle, degrees east.</param>
/// <param name="KmAboveBelow">From the middle to the north and to the south.</param>
/// <param name="KmLeftRight">From the middle to the east and to the west.</param>
internal sealed record PlaceBox(double Latitude, double Longitude, int KmAboveBelow, int KmLeftRight)
{
    // What the services call a kilometer of the grid.
    private const double GridKilometer = 926.625433;

    /// <param name="shape">The place: longitudes and latitudes.</param>
    /// <param name="most">Kilometers from the middle, in either direction.</param>
    public static PlaceBox Of(Geometry shape, int most)
    {
        if (shape is Point point)
        {
            return new PlaceBox(point.Y, point.X, 0, 0);
        }

        var projected = Sinusoidal.Of(shape);
        var extent = projected.EnvelopeInternal;
        var middle = extent.Centre;
        var (vertical, horizontal) = (Kilometers(extent.Height / 2), Kilometers(extent.Width / 2));
        if (vertical > most || horizontal > most)
        {
            middle = InteriorPoint.GetInteriorCoord(projected);
            vertical = Kilometers(Math.Max(extent.MaxY - middle.Y, middle.Y - extent.MinY));
            horizontal = Kilometers(Math.Max(extent.MaxX - middle.X, middle.X - extent.MinX));
        }

        var (longitude, latitude) = Sinusoidal.Back(middle.X, middle.Y);
        return new PlaceBox(latitude, longitude, Math.Min(most, vertical), Math.Min(most, horizontal));
    }

    // One more, since the service moves the box to the pixel in which its middle lies.
    private static int Kilometers(double meters) => (int)Math.Ceiling(meters / GridKilometer) + 1;
}

/// <summary>Where the pixels of a box lie.</summary>
/// <param name="West">The western edge, meters.</param>
/// <param name="South">The southern edge, meters.</param>
/// <param name="Edge">Of a pixel, meters.</param>
/// <param name="Rows">North first.</param>
/// <param name="Columns">West first.</param>
internal sealed record PixelGrid(double West, double South, double Edge, int Rows, int Columns)
{
    /// <summary>
    /// The pixels whose middle lies in the place, and their share of its area, 0…1. A place that no middle lies in, such as a point, has
    /// the pixel in which a point inside it lies.
    /// </summary>
    public (int[] Pixels, double Share) Of(Zone zone)
    {
        if (zone.Shape is Point point)
        {
            return (At(point.Coordinate), 1);
        }

        var within = new IndexedPointInAreaLocator(zone.Shape);
        var pixels = new List<int>();
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var (longitude, latitude) = Sinusoidal.Back(West + ((column + 0.5) * Edge), South + ((Rows - 1 - row + 0.5) * Edge));
                if (within.Locate(new Coordinate(longitude, latitude)) != Location.Exterior)
                {
                    pixels.Add((row * Columns) + column);
                }
            }
        }

        return pixels.Count == 0
            ? (At(InteriorPoint.GetInteriorCoord(zone.Shape)), 1)
            : ([.. pixels], Math.Min(1, pixels.Count * Edge * Edge / Sinusoidal.Of(zone.Shape).Area));
    }

    private int[] At(Coordinate place)
    {
        var (x, y) = Sinusoidal.Of(place.X, place.Y);
        var (column, row) = ((int)Math.Floor((x - West) / Edge), Rows - 1 - (int)Math.Floor((y - South) / Edge));
        return row >= 0 && row < Rows && column >= 0 && column < Columns ? [(row * Columns) + column] : [];
    }
}
