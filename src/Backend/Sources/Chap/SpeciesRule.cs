using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>
/// Where both species are given their sum is the number of cases: it fills an empty cell, and counts before another number there, with a
/// warning. A row that gives one species alone says nothing of either: its cases stand as reported.
/// </summary>
internal static class SpeciesRule
{
    public static void Apply(ValueCells cases, ValueCells falciparum, ValueCells vivax, IReadOnlyList<long> lines, Warnings warnings)
    {
        for (var row = 0; row < cases.Values.Count; row++)
        {
            var (first, second, total) = (falciparum.Values[row], vivax.Values[row], cases.Values[row]);
            if (double.IsNaN(first) != double.IsNaN(second))
            {
                (falciparum.Values[row], vivax.Values[row]) = (double.NaN, double.NaN);
                warnings.Count("rows that give one species alone, read as giving none", lines[row]);
            }
            else if (!double.IsNaN(first) && !total.Equals(first + second))
            {
                cases.Values[row] = first + second;
                warnings.Count(
                    double.IsNaN(total)
                        ? $"empty {Variables.Cases} filled with the sum of the species"
                        : $"{Variables.Cases} that are not the sum of the species: the sum counts",
                    lines[row]
                );
            }
        }
    }
}
