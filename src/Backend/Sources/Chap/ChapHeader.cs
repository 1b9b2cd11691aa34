using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>Which column of a file is what.</summary>
/// <param name="Names">Per column, its name; empty where it is to be ignored.</param>
/// <param name="Period">The column of the period.</param>
/// <param name="Location">The column of the location.</param>
/// <param name="Simulated">The column that marks simulated rows, or −1.</param>
/// <param name="Parent">The column of the group that the location is part of, or −1.</param>
internal sealed record ChapHeader(IReadOnlyList<string> Names, int Period, int Location, int Simulated, int Parent)
{
    private const int MostColumns = 1000;

    /// <summary>The columns of values: cases and covariates.</summary>
    public IReadOnlyList<int> Values { get; } =
    [.. Enumerable.Range(0, Names.Count).Where(i => i != Period && i != Location && i != Simulated && i != Parent && Names[i].Length > 0)];

    /// <exception cref="RejectedFileException">A column is missing, or there twice.</exception>
    /// <param name="fields">The names, as written.</param>
    /// <param name="line">Where they stand.</param>
    /// <param name="required">The columns that must be there.</param>
    /// <param name="layout">Asked for what another layout the file has, where a column is missing.</param>
    /// <param name="problems">Told what is wrong.</param>
    /// <param name="warnings">Told what was noticed.</param>
    public static ChapHeader Read(
        IReadOnlyList<string> fields,
        long line,
        IReadOnlyList<string> required,
        Func<(string What, string Remedy)?> layout,
        ProblemList problems,
        Warnings warnings
    )
    {
        var given = fields.Select(field => field.Trim()).ToArray();
        if (given.Length > MostColumns)
        {
            problems.Add(line, "", "", $"there are {given.Length} columns.", $"Keep the ones that matter, {MostColumns} at most.");
        }

        var names = SpeciesColumns.Canonical([.. given.Select(Canonical)], warnings);
        if (Variables.Species.All(species => names.Contains(species, StringComparer.Ordinal)))
        {
            // Their sum is the number of cases, so it need not be given.
            required = [.. required.Where(name => name != Variables.Cases)];
        }

        if (required.Except(names, StringComparer.Ordinal).Any() && layout() is { } other)
        {
            problems.Add(line, "", Warnings.Some(given, 8), other.What, other.Remedy);
            problems.ThrowIfAny();
        }

        CheckTwice(names, line, problems);
        CheckMissing(names, line, required, problems);
        problems.ThrowIfAny();

        var unnamed = given.Count(ChapColumns.IsUnnamed);
        warnings.SayIf(unnamed > 0 ? $"{unnamed} column{(unnamed > 1 ? "s" : "")} without a name left out" : null);
        return new ChapHeader(
            names,
            Array.IndexOf(names, ChapColumns.Period),
            Array.IndexOf(names, ChapColumns.Location),
            Array.IndexOf(names, ChapColumns.Simulated),
            Array.IndexOf(names, ChapColumns.Parent)
        );
    }

    private static string Canonical(string name) =>
        ChapColumns.IsUnnamed(name)
            ? ""
            : ChapColumns.Known.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;

    private static void CheckTwice(string[] names, long line, ProblemList problems)
    {
        foreach (
            var name in names.Where(name => name.Length > 0).GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1)
        )
        {
            problems.Add(line, name.Key, name.Key, $"the column is there {name.Count()} times.", "Keep one of them, or rename the others.");
        }
    }

    private static void CheckMissing(string[] names, long line, IReadOnlyList<string> required, ProblemList problems)
    {
        foreach (var missing in required.Except(names, StringComparer.Ordinal))
        {
            var remedy = ChapColumns.Meant(missing, names) is { } meant
                ? $"Is '{meant}' meant? Rename it to {missing}."
                : $"Add it. A file needs {string.Join(", ", required)}; {Variables.Population}, {Variables.Rainfall} and "
                    + $"{Variables.MeanTemperature} help.";
            problems.Add(line, missing, Warnings.Some([.. names.Where(name => name.Length > 0)], 8), "the column is missing.", remedy);
        }
    }
}
