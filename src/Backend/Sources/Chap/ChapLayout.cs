using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>
/// Recognizes the layouts in which other programs write counts, so that the message speaks of the file's form: advice to rename a single
/// column would lead to the next error.
/// </summary>
internal static class ChapLayout
{
    private const int LinesLookedAt = 20;

    private static readonly string[] Years = Bare("year", "annee", "année", "ano", "año", "yr", "epiyear", "isoyear", "periodyear");
    private static readonly string[] Weeks = Bare(
        "week",
        "weeknumber",
        "semaine",
        "semana",
        "epiweek",
        "epidemiologicalweek",
        "isoweek",
        "weekno",
        "wk"
    );
    private static readonly string[] Months = Bare("month", "mois", "mes", "mês", "monthnumber", "monthname", "mon");
    private static readonly string[] Elements = Bare("dx", "dataelement", "data", "dataelementid", "datauid", "dataid", "dataname");
    private static readonly string[] Periods = Bare("pe", "period", "periodid", "periodname", "periodcode");
    private static readonly string[] Units = Bare(
        "ou",
        "orgunit",
        "organisationunit",
        "organisationunitid",
        "organisationunitname",
        "orgunitid"
    );

    private static string[] Bare(params string[] names) => Array.ConvertAll(names, NearNames.Bare);

    /// <summary>What form a file has whose header lacks a column; null where it is none of those known.</summary>
    public static (string What, string Remedy)? Of(FileContent content, long headerLine)
    {
        var (records, quiet) = (new List<(string[] Fields, long Line)>(), new Warnings());
        using (var text = new CsvText(content, new ProblemList(content.Name), quiet))
        {
            text.Read(
                (csv, line) =>
                {
                    records.Add((CsvText.Fields(csv), line));
                    return records.Count < LinesLookedAt;
                }
            );
        }

        return records.Count == 0
            ? null
            : Titles(records, content, headerLine) ?? Columns([.. records[0].Fields.Select(NearNames.Bare)], records[0].Fields);
    }

    /// <summary>The names of the columns stand further down, below a title.</summary>
    private static (string, string)? Titles(List<(string[] Fields, long Line)> records, FileContent content, long headerLine)
    {
        // The separator was taken from the title, so the lines are looked at as they stand.
        var lines = Lines(content);
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Line > headerLine && IsHeader(lines[i].Text))
            {
                var above = lines[i].Line - 1;
                return (
                    $"the names of the columns stand in line {lines[i].Line}; what stands above them is no data.",
                    above == 1
                        ? "Delete the first line, so that the names of the columns come first."
                        : $"Delete the first {above} lines, so that the names of the columns come first."
                );
            }
        }

        return null;
    }

    private static bool IsHeader(string line)
    {
        var names = line.Split(',', ';', '\t', '|')
            .Select(name => name.Trim().Trim('"').ToLowerInvariant())
            .ToHashSet(StringComparer.Ordinal);
        return names.Contains(ChapColumns.Period) && names.Contains(ChapColumns.Location);
    }

    private static List<(string Text, long Line)> Lines(FileContent content)
    {
        var lines = new List<(string, long)>();
        using var text = FileText.Open(content).Reader;
        for (var line = 1; line <= LinesLookedAt && text.ReadLine() is { } found; line++)
        {
            lines.Add((found, line));
        }

        return lines;
    }

    private static (string, string)? Columns(string[] bare, string[] given)
    {
        string? Named(string[] names) =>
            Array.FindIndex(bare, name => names.Contains(name, StringComparer.Ordinal)) is var at and >= 0 ? given[at] : null;
        if (
            Named(Elements) is { } element
            && Named(Periods) is { } period
            && Named(Units) is { } unit
            && bare.Contains("value", StringComparer.Ordinal)
        )
        {
            return (
                $"this is DHIS2's form of one value a line ({element}, {period}, {unit}, value), not one line for each place and period.",
                $"Keep the lines of confirmed malaria cases, rename {unit} to {ChapColumns.Location}, {period} to "
                    + $"{ChapColumns.Period} and value to "
                    + $"{Variables.Cases}, and give each other data element, such as population, a column of its own."
            );
        }

        if (bare.Contains(ChapColumns.Period, StringComparer.Ordinal) is false && Named(Years) is { } year)
        {
            if (Named(Weeks) is { } week)
            {
                return (
                    $"the period stands in two columns, {year} and {week}.",
                    $"Join them to one column {ChapColumns.Period}, written 2023W01 ({year} 2023, {week} 1)." + Rest(bare, given)
                );
            }

            if (Named(Months) is { } month)
            {
                return (
                    $"the period stands in two columns, {year} and {month}.",
                    $"Join them to one column {ChapColumns.Period}, written 2023-01 ({year} 2023, {month} 1)." + Rest(bare, given)
                );
            }
        }

        string[] wide = [.. given.Where(name => PeriodParser.TryParse(name, out _))];
        return wide.Length < 2
            ? null
            : (
                $"{wide.Length} columns are periods ({Warnings.Some(wide, 3)}), where one line for each place and period is needed.",
                $"Turn the columns into lines with {ChapColumns.Location}, {ChapColumns.Period} and {Variables.Cases}."
            );
    }

    private static string Rest(string[] bare, string[] given)
    {
        string[] missing =
        [
            .. new[] { ChapColumns.Location, Variables.Cases }
                .Where(name => !given.Contains(name, StringComparer.OrdinalIgnoreCase))
                .Select(name =>
                    ChapColumns.Meant(name, given) is { } meant
                        ? $"rename {meant} to {name}"
                        : $"name the column of the {(name == ChapColumns.Location ? "places" : "cases")} {name}"
                ),
        ];
        return bare.Length == 0 || missing.Length == 0 ? "" : $" Also {string.Join(" and ", missing)}.";
    }
}
