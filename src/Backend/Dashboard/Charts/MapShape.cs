using System.Globalization;
using System.Text;
using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;

namespace MalariaPredictor.Backend.Dashboard.Charts;

/// <summary>Draws geometries onto a map of a given width as compact SVG paths.</summary>
public sealed class MapShape
{
    /// <summary>Width of the drawing, in its own units.</summary>
    public const int Width = 600;

    private static readonly JsonSerializerOptions GeoJson = new() { Converters = { new GeoJsonConverterFactory() } };
    private readonly Envelope _bounds;
    private readonly double _shrink;
    private readonly double _scale;

    /// <param name="bounds">What the map has to show, in degrees.</param>
    /// <remarks>
    /// Equirectangular, with longitudes shrunk by the cosine of the middle latitude: true to shape at the size of a country.
    /// </remarks>
    public MapShape(Envelope bounds)
    {
        _bounds = bounds;
        _shrink = Math.Cos(bounds.Centre.Y * Math.PI / 180);
        var width = Math.Max(bounds.Width * _shrink, 1e-6);
        _scale = Math.Min(Width / width, 1.4 * Width / Math.Max(bounds.Height, 1e-6));
        Height = Math.Max(1, (int)Math.Ceiling(bounds.Height * _scale));
        Left = (Width - (width * _scale)) / 2;
    }

    /// <summary>Height of the drawing.</summary>
    public int Height { get; }

    private double Left { get; }

    /// <summary>Reads a GeoJSON geometry.</summary>
    public static Geometry? Read(string? geoJson) => geoJson is null ? null : JsonSerializer.Deserialize<Geometry>(geoJson, GeoJson);

    /// <summary>The path of a geometry's rings, in whole units; steps of less than one unit are left out.</summary>
    public string Path(Geometry geometry)
    {
        var path = new StringBuilder();
        for (var i = 0; i < geometry.NumGeometries; i++)
        {
            if (geometry.GetGeometryN(i) is Polygon polygon)
            {
                Append(path, polygon.ExteriorRing);
                foreach (var hole in polygon.InteriorRings)
                {
                    Append(path, hole);
                }
            }
        }

        return path.ToString();
    }

    private void Append(StringBuilder path, LineString ring)
    {
        var points = Enumerable.Range(0, ring.NumPoints - 1).Select(i => Place(ring.GetCoordinateN(i))).ToList();
        var corners = points.Where((point, i) => point != points[(i + points.Count - 1) % points.Count]).ToList();
        if (corners.Count < 3)
        {
            return;
        }

        path.Append(CultureInfo.InvariantCulture, $"M{corners[0].X} {corners[0].Y}l");
        for (var i = 1; i < corners.Count; i++)
        {
            var (x, y) = (corners[i].X - corners[i - 1].X, corners[i].Y - corners[i - 1].Y);
            path.Append(CultureInfo.InvariantCulture, $"{(i > 1 && x >= 0 ? " " : "")}{x}{(y >= 0 ? " " : "")}{y}");
        }

        path.Append('z');
    }

    private (int X, int Y) Place(Coordinate point) =>
        ((int)Math.Round(Left + ((point.X - _bounds.MinX) * _shrink * _scale)), (int)Math.Round((_bounds.MaxY - point.Y) * _scale));
}
