namespace MalariaPredictor.Backend.Hierarchies;

/// <summary>A file's word that one place is part of another.</summary>
/// <param name="Child">A location or a group.</param>
/// <param name="Parent">The group it is part of.</param>
/// <param name="Line">Where it is said; 0 where it was known before.</param>
public readonly record struct ParentLine(string Child, string Parent, long Line);
