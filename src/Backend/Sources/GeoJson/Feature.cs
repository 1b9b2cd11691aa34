using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Sources.GeoJson;

/// <summary>One feature of a file that has a shape.</summary>
/// <param name="Texts">Its properties that might be a name, and its id.</param>
/// <param name="Shape">Valid, in degrees; areas or a point.</param>
/// <param name="Line">Where it begins.</param>
internal sealed record Feature(IReadOnlyDictionary<string, string> Texts, Geometry Shape, long Line);
