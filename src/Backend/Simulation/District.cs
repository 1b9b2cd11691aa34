using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Simulation;

/// <summary>A district of the invented country, with all that decides how much malaria it has.</summary>
/// <param name="Name">Invented.</param>
/// <param name="Area">Its shape.</param>
/// <param name="Elevation">Mean, in metres: 6.5 °C colder for each thousand.</param>
/// <param name="Population">In the first month.</param>
/// <param name="Wetness">Its rain, relative to the country's.</param>
/// <param name="Breeding">How well mosquitoes breed there, relative to the country.</param>
/// <param name="Detection">The share of infections that a health facility confirms and reports.</param>
/// <param name="CampaignDelay">Months by which bed nets arrive later than in the capital.</param>
/// <param name="Region">The group of districts it is part of; null in a country too small for any.</param>
internal sealed record District(
    string Name,
    Polygon Area,
    double Elevation,
    double Population,
    double Wetness,
    double Breeding,
    double Detection,
    int CampaignDelay,
    string? Region
)
{
    private const double Highest = 1750;

    public static IReadOnlyList<District> Populate(Dice dice, int count)
    {
        var areas = Island.Divide(dice, count);
        var names = PlaceNames.Invent(dice, count);
        var (ridgeLongitude, ridgeWidth) = (Island.Longitude + dice.Between(-0.5, 0.5), dice.Between(0.5, 0.65));
        return
        [
            .. areas
                .Zip(names)
                .Select(
                    (pair, index) =>
                    {
                        var (area, name) = pair;
                        var fromRidge = (area.Centroid.X - ridgeLongitude) / ridgeWidth;
                        var elevation = (Highest * Math.Exp(-fromRidge * fromRidge) * dice.Between(0.75, 1.1)) + dice.Between(20, 200);
                        // The trade wind comes from the east: the lee of the ridge is drier.
                        var wetness = 1 + (0.25 * Math.Tanh(fromRidge)) + dice.Between(-0.1, 0.1);
                        return new District(
                            name,
                            area,
                            elevation,
                            Math.Round(dice.Between(90_000, 520_000)),
                            wetness,
                            dice.Between(0.75, 1.25),
                            dice.Between(0.07, 0.16),
                            dice.Whole(5),
                            Regions.Of(index, count)
                        );
                    }
                ),
        ];
    }
}

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
