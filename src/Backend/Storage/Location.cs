namespace MalariaPredictor.Backend.Storage;

/// <summary>A district, zone or facility.</summary>
/// <param name="Id">Its number in the database.</param>
/// <param name="Name">Its unique name: as in the data, with the parent where the name alone would not do.</param>
/// <param name="Outline">Its shape for display, as a GeoJSON geometry with few points, neighbours sharing theirs; null
/// where unknown.</param>
/// <param name="Longitude">Of a point inside it, degrees east; null where unknown.</param>
/// <param name="Latitude">Of a point inside it, degrees north; null where unknown.</param>
public sealed record Location(long Id, string Name, string? Outline, double? Longitude, double? Latitude)
{
    /// <summary>Its name as written, without the parent.</summary>
    public string Written { get; init; } = Name;
}
