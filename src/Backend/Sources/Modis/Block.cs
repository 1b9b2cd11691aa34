using MalariaPredictor.Backend.Sources.Grids.Zones;
using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Sources.Modis;

/// <summary>A rectangle of longitudes and latitudes around some places, as a task of AppEEARS takes it.</summary>
internal sealed class Block
{
    // A file of so many cells is read and weighed within 100 MB.
    private const double MostCells = 5e6;

    // Kilometers in a degree of latitude.
    private const double Degree = 111.2;

    // So that the cells at a place's edge come whole.
    private const double Margin = 0.02;

    private readonly List<int> _places = [];
    private readonly List<Zone> _zones = [];
    private Envelope _extent = new();

    public Block(int place, Zone zone) => Add(place, zone, zone.Shape.EnvelopeInternal.Copy());

    /// <summary>Of its places, the numbers.</summary>
    public IReadOnlyList<int> Places => _places;

    public IReadOnlyList<Zone> Zones => _zones;

    /// <summary>Its corners, closed, as GeoJSON has them.</summary>
    public double[][] Ring
    {
        get
        {
            var (west, east) = (Round(_extent.MinX - Margin), Round(_extent.MaxX + Margin));
            var (south, north) = (Round(_extent.MinY - Margin), Round(_extent.MaxY + Margin));
            return
            [
                [west, south],
                [east, south],
                [east, north],
                [west, north],
                [west, south],
            ];
        }
    }

    /// <summary>Takes a place in, unless the rectangle would become too large.</summary>
    public bool TryAdd(int place, Zone zone, double pixel)
    {
        var extent = _extent.Copy();
        extent.ExpandToInclude(zone.Shape.EnvelopeInternal);
        if (extent.Width * extent.Height * (Degree / pixel) * (Degree / pixel) > MostCells)
        {
            return false;
        }

        Add(place, zone, extent);
        return true;
    }

    /// <summary>Whether a grid holds the places.</summary>
    public bool IsCovered(Grid grid) =>
        grid.West <= _extent.MinX && grid.East >= _extent.MaxX && grid.South <= _extent.MinY && grid.North >= _extent.MaxY;

    public override string ToString() =>
        FormattableString.Invariant($"{_extent.MinY:0.##} to {_extent.MaxY:0.##} north, {_extent.MinX:0.##} to {_extent.MaxX:0.##} east");

    private static double Round(double degrees) => Math.Round(degrees, 5);

    private void Add(int place, Zone zone, Envelope extent)
    {
        _places.Add(place);
        _zones.Add(zone);
        _extent = extent;
    }
}
