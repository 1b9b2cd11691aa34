namespace MalariaPredictor.Backend.Simulation;

/// <summary>Districts of the invented country, from north to south, make up regions.</summary>
internal static class Regions
{
    private static readonly string[][] Names =
    [
        [],
        [],
        ["Northern Region", "Southern Region"],
        ["Northern Region", "Central Region", "Southern Region"],
        ["Northern Region", "Upper Central Region", "Lower Central Region", "Southern Region"],
    ];

    /// <summary>The region of a district; null where there are too few districts for regions.</summary>
    /// <param name="index">Its place from the north, from 0.</param>
    /// <param name="count">How many districts there are.</param>
    public static string? Of(int index, int count)
    {
        var names = Names[Math.Min(count / 4, Names.Length - 1)];
        return names.Length == 0 ? null : names[index * names.Length / count];
    }
}
