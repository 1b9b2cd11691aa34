using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Sources.Grids.Zones;

/// <summary>
/// The part of the Earth to ask a service for: the narrowest that holds all places. Where they lie on both sides of the antimeridian, East
/// is above 180.
/// </summary>
/// <param name="North">Degrees north.</param>
/// <param name="West">Degrees east, from -180 to below 180.</param>
/// <param name="South">Degrees north.</param>
/// <param name="East">Degrees east; above West by 360 at most.</param>
internal sealed record AreaBox(double North, double West, double South, double East)
{
    private const double Turn = 360;
    private const int Decimals = 4;

    /// <param name="zones">One place or more.</param>
    public static AreaBox Of(IReadOnlyList<Zone> zones)
    {
        Envelope[] parts =
        [
            .. zones.SelectMany(zone =>
                Enumerable.Range(0, zone.Shape.NumGeometries).Select(part => zone.Shape.GetGeometryN(part).EnvelopeInternal)
            ),
        ];
        var (north, south) = (parts.Max(part => part.MaxY), parts.Min(part => part.MinY));
        var spans = parts.Select(part => (West: Normal(part.MinX), Width: Math.Min(Turn, part.Width))).OrderBy(span => span.West).ToList();
        // The widest gap between neighbors, going east from the westernmost and around the Earth, is what is left out.
        var (reach, gap, begin, end) = (spans[0].West + spans[0].Width, -1.0, spans[0].West, 0.0);
        foreach (var (west, width) in spans.Skip(1))
        {
            if (west - reach > gap)
            {
                (gap, begin, end) = (west - reach, west, reach + Turn);
            }

            reach = Math.Max(reach, west + width);
        }

        (begin, end) = spans[0].West + Turn - reach >= gap ? (spans[0].West, reach) : (begin, Math.Max(end, reach));

        return new AreaBox(north, begin, south, Math.Min(end, begin + Turn));
    }

    /// <summary>
    /// The outermost centers of cells that cover it, with some more cells around it, on a grid whose centers are multiples of its cell's
    /// size.
    /// </summary>
    /// <param name="cell">Degrees.</param>
    /// <param name="margin">Cells.</param>
    public AreaBox OnCenters(double cell, int margin)
    {
        double Up(double edge) => Math.Round((Math.Ceiling((edge / cell) - 0.5) + margin) * cell, Decimals);
        double Down(double edge) => Math.Round((Math.Floor((edge / cell) + 0.5) - margin) * cell, Decimals);
        var (west, east) = (Down(West), Up(East));
        return new AreaBox(
            Math.Min(90, Up(North)),
            east - west >= Turn - cell ? -180 : west,
            Math.Max(-90, Down(South)),
            east - west >= Turn - cell ? Math.Round(180 - cell, Decimals) : east
        );
    }

    /// <summary>It and so many degrees around it.</summary>
    public AreaBox Around(double degrees) =>
        new(North + degrees, West - degrees, South - degrees, Math.Min(East + degrees, West - degrees + Turn));

    private static double Normal(double longitude)
    {
        var turned = (longitude + 180) % Turn;
        return (turned < 0 ? turned + Turn : turned) - 180;
    }
}
