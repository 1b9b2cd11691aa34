using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Sources.GeoJson;

/// <summary>A place's shape: the full one, and one with few points for display (null for a point).</summary>
/// <param name="Place">The index of the place among those of the observations.</param>
/// <param name="Shape">All of it.</param>
/// <param name="Outline">With few points.</param>
public sealed record Boundary(int Place, Geometry Shape, Geometry? Outline);

/// <summary>What a feature says of the group that its place is part of.</summary>
public sealed record BoundaryParent(int Place, string Parent, long Line);

/// <summary>A file of boundaries that was found to be in order.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Boundaries">The shapes of those places that have one.</param>
/// <param name="Parents">What their features say of the groups they are part of.</param>
/// <param name="Warnings">What was changed or noticed.</param>
public sealed record BoundaryFile(
    string Name,
    IReadOnlyList<Boundary> Boundaries,
    IReadOnlyList<BoundaryParent> Parents,
    IReadOnlyList<string> Warnings
);
