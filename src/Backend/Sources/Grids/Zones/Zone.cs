using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Sources.Grids.Zones;

/// <summary>A place and its shape: an area, or a point where no more is known.</summary>
internal sealed record Zone(string Name, Geometry Shape);
