namespace MalariaPredictor.Backend.Storage;

/// <summary>The database schemas this build can run on.</summary>
public static class SchemaRange
{
    /// <summary>The oldest schema that holds all this build reads.</summary>
    public const long Oldest = 7;

    /// <summary>The newest schema this build knows: what <c>migrate up</c> leads to.</summary>
    public const long Newest = 7;
}
