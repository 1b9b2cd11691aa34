using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Sources.GeoJson;

/// <summary>A location's shape: the full one, and one with few points for display (null for a point).</summary>
public sealed record Boundary(string Location, Geometry Shape, Geometry? Outline);
