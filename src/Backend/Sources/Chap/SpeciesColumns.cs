using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>
/// The columns of cases by species, under the names they commonly have. Only both together are species: one of them alone is a further
/// covariate, as it says nothing of the other.
/// </summary>
internal static class SpeciesColumns
{
    private static readonly Dictionary<string, string[]> Called = new(StringComparer.Ordinal)
    {
        [Variables.FalciparumCases] =
        [
            "casespf",
            "pf",
            "pfcases",
            "falciparum",
            "falciparumcases",
            "casesfalciparum",
            "pfalciparum",
            "pfalciparumcases",
            "falciparummixedcases",
            "pfmixedcases",
            "testpftot",
            "confirmedpf",
            "diseasecasespf",
            "fal",
            "falcases",
        ],
        [Variables.VivaxCases] =
        [
            "casespv",
            "pv",
            "pvcases",
            "vivax",
            "vivaxcases",
            "casesvivax",
            "pvivax",
            "pvivaxcases",
            "testpvonly",
            "confirmedpv",
            "diseasecasespv",
            "viv",
            "vivcases",
        ],
    };

    /// <summary>The same names, those of both species under the names used here.</summary>
    public static string[] Canonical(string[] names, Warnings warnings)
    {
        int[] found =
        [
            .. Variables.Species.Select(species =>
                Array.FindIndex(names, name => Called[species].Contains(NearNames.Bare(name), StringComparer.Ordinal))
            ),
        ];
        if (Array.TrueForAll(found, column => column >= 0))
        {
            var renamed = (string[])names.Clone();
            foreach (var (column, species) in found.Zip(Variables.Species).Where(pair => names[pair.First] != pair.Second))
            {
                warnings.Say($"column {names[column]} read as {species}");
                renamed[column] = species;
            }

            return renamed;
        }

        // A name of ours without its partner would pass for a species later on.
        var lone = found.Max();
        warnings.SayIf(
            lone >= 0
                ? $"column {names[lone]} read as a covariate: cases are forecast by species where both P. falciparum and P. vivax are given"
                : null
        );
        return lone < 0 || !Variables.Species.Contains(names[lone], StringComparer.Ordinal)
            ? names
            : [.. names.Select((name, column) => column == lone ? name + "_alone" : name)];
    }
}
