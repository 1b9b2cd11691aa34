namespace MalariaPredictor.Backend.Simulation;

/// <summary>Invents names that can be said aloud and belong to no country.</summary>
internal static class PlaceNames
{
    private static readonly string[] Beginnings =
    [
        "Ba",
        "Du",
        "Fe",
        "Ka",
        "Lo",
        "Ma",
        "Ne",
        "Ora",
        "Pi",
        "Ru",
        "Sa",
        "Te",
        "Ula",
        "Vi",
        "Wa",
        "Zo",
    ];
    private static readonly string[] Middles = ["ba", "de", "ki", "lo", "me", "na", "ri", "so", "tu", "va"];
    private static readonly string[] Ends = ["dor", "la", "mara", "nde", "ra", "ssi", "tani", "wo"];
    private static readonly string[] Kinds = ["", "", "", "", "", " Hills", " Coast", " North", " South"];

    public static IReadOnlyList<string> Invent(Dice dice, int count)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        while (names.Count < count)
        {
            names.Add(dice.Pick(Beginnings) + (dice.Chance(0.6) ? dice.Pick(Middles) : "") + dice.Pick(Ends) + dice.Pick(Kinds));
        }

        return [.. names];
    }
}
