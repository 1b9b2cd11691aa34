namespace MalariaPredictor.Pipeline.Setup.Things;

/// <summary>How a thing stands to what it should be.</summary>
internal enum Standing
{
    AsWanted,
    Missing,
    Differs,

    /// <summary>Neither made nor mended without a person: a value is to be supplied, or somebody else owns it.</summary>
    Held,

    /// <summary>Not there, and not needed.</summary>
    LeftOut,
}

/// <summary>What a look at a thing has shown.</summary>
/// <param name="Standing">The result.</param>
/// <param name="Details">Where it differs, or why it is held; never a secret's value.</param>
internal sealed record Sight(Standing Standing, IReadOnlyList<string> Details)
{
    public static Sight AsWanted { get; } = new(Standing.AsWanted, []);

    public bool ToDo => Standing is Standing.Missing or Standing.Differs;

    public static Sight Missing(params IReadOnlyList<string> details) => new(Standing.Missing, details);

    public static Sight Differs(IReadOnlyList<string> details) => new(Standing.Differs, details);

    public static Sight Held(params IReadOnlyList<string> details) => new(Standing.Held, details);

    public static Sight LeftOut(string reason) => new(Standing.LeftOut, [reason]);
}
