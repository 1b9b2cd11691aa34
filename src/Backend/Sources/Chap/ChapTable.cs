using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>The header and the first lines of a table that lacks a column: which layout it has, and how to bring it into ours.</summary>
internal sealed class ChapTable
{
    private const int FewestColumns = 2;
    private const string Unpivot = "In R: tidyr::pivot_longer; in Excel: Data, From Table, Unpivot Columns.";

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
    private static readonly string[] PivotPeriods = Bare("periodid", "periodcode", "periodname", "perioddescription");
    private static readonly string[] PivotUnits = Bare(
        "organisationunitname",
        "organisationunitcode",
        "organisationunitid",
        "organisationunitdescription"
    );
    private static readonly string[] Counts = Bare("malaria", "paludisme", "paludismo", "confirm", "cases", "cas", "casos");

    private readonly string[] _given;
    private readonly string[] _bare;
    private readonly IReadOnlyList<string[]> _rows;

    public ChapTable(string[] header, IReadOnlyList<string[]> rows)
    {
        (_given, _bare) = (header, Bare(header));
        _rows = [.. rows.Where(row => row.Length >= header.Length && row.Any(cell => cell.Length > 0))];
    }

    /// <summary>What layout it is and what to do about it; null where it is none of those known.</summary>
    public (string What, string Remedy)? Layout() =>
        OneValueALine()
        ?? Pivot()
        ?? TwoColumnsOfPeriod()
        ?? HeaderOfTwoLines()
        ?? MonthsAsColumns()
        ?? PeriodsAsColumns()
        ?? PlacesAsColumns()
        ?? Parasites()
        ?? OtherPeriods();

    private static string[] Bare(params string[] names) => Array.ConvertAll(names, NearNames.Bare);

    private (string, string)? OneValueALine() =>
        Named(Elements) is { } element
        && Named(Periods) is { } period
        && Named(Units) is { } unit
        && _bare.Contains("value", StringComparer.Ordinal)
            ? (
                $"this is DHIS2's form of one value a line ({element}, {period}, {unit}, value), not one line for each place and period.",
                $"Keep the lines of confirmed malaria cases, rename {unit} to {ChapColumns.Location}, {period} to "
                    + $"{ChapColumns.Period} and value to "
                    + $"{Variables.Cases}, and give each other data element, such as population, a column of its own."
            )
            : null;

    private (string, string)? Pivot()
    {
        int[] periods = [.. PivotPeriods.Select(At).Where(column => column >= 0)];
        int[] units = [.. PivotUnits.Select(At).Where(column => column >= 0)];
        int[] values = [.. Columns().Where(column => !Periods.Concat(PivotPeriods).Concat(PivotUnits).Contains(_bare[column]))];
        if (periods.Length == 0 || units.Length == 0 || values.Length == 0)
        {
            return null;
        }

        var (period, unit) = (periods.OrderBy(column => Written(column) is null ? 0 : 1).First(), units[0]);
        int[] cases = [.. values.Where(column => Counts.Any(word => _bare[column].Contains(word, StringComparison.Ordinal)))];
        var elements = cases.Length == 1 ? $"{_given[cases[0]]}" : "the column of confirmed malaria cases";
        var rewrite = Written(period) is { } written ? $" and write its values as {written}" : "";
        string[] rest = [.. periods.Concat(units).Except([period, unit]).Order().Select(column => _given[column])];
        return (
            $"this is a DHIS2 pivot table: the periods stand in {_given[period]}, the places in {_given[unit]}, and each data element has "
                + $"a column ({Warnings.Some([.. values.Select(column => _given[column])], 3)}).",
            $"Rename {_given[period]} to {ChapColumns.Period}{rewrite}, {_given[unit]} to {ChapColumns.Location} and "
                + $"{elements} to {Variables.Cases}"
                + (rest.Length > 0 ? $", and delete {string.Join(", ", rest)}." : ".")
        );
    }

    private (string, string)? TwoColumnsOfPeriod()
    {
        if (_bare.Contains(ChapColumns.Period, StringComparer.Ordinal) || Named(Years) is not { } year)
        {
            return null;
        }

        var (part, example) =
            Named(Weeks) is { } week ? (week, "2023W01")
            : Named(Months) is { } month ? (month, "2023-01")
            : (null, "");
        return part is null
            ? null
            : (
                $"the period stands in two columns, {year} and {part}.",
                $"Join them to one column {ChapColumns.Period}, written {example} ({year} 2023, {part} 1).{Also()}"
            );
    }

    /// <summary>Merged cells of a spreadsheet: years in one line, months in the next.</summary>
    private (string, string)? HeaderOfTwoLines() =>
        _rows.Count > 0
        && _rows[0].Count(cell => WrittenPeriod.Month(cell) is not null || WrittenPeriod.Read(cell) is not null) >= FewestColumns
        && !Columns().Any(column => WrittenPeriod.Month(_given[column]) is not null)
            ? (
                "the names of the columns stand in two lines: below the first stand "
                    + $"{Warnings.Some([.. _rows[0].Where(cell => cell.Length > 0)], 3)}.",
                $"Write one line of names, and one line for each place and period below it, with {ChapColumns.Location}, "
                    + $"{ChapColumns.Period} (such as 2023-01) and {Variables.Cases}."
            )
            : null;

    private (string, string)? MonthsAsColumns()
    {
        int[] months = [.. Columns().Where(column => WrittenPeriod.Month(_given[column]) is not null && !_given[column].Any(char.IsDigit))];
        if (months.Length < FewestColumns)
        {
            return null;
        }

        var year = Named(Years);
        return (
            $"{months.Length} columns are months ({Warnings.Some([.. months.Select(column => _given[column])], 3)}) "
                + (year is null ? "without a year" : $"of the year in column {year}")
                + ", where one line for each place and period is needed.",
            $"Turn the columns into lines with {ChapColumns.Location}, {ChapColumns.Period} (such as 2023-01) and {Variables.Cases}. "
                + Unpivot
        );
    }

    private (string, string)? PeriodsAsColumns()
    {
        int[] wide = [.. Columns().Where(column => WrittenPeriod.Read(_given[column]) is not null)];
        if (wide.Length < FewestColumns)
        {
            return null;
        }

        var place = Columns().FirstOrDefault(column => !wide.Contains(column) && _given[column].Length > 0, -1);
        return (
            $"{wide.Length} columns are periods ({Warnings.Some([.. wide.Select(column => _given[column])], 3)}), where one line for each "
                + "place and period is needed.",
            LongForm("columns", place < 0 ? null : row => row[place], wide[0], WrittenPeriod.Read(_given[wide[0]])!.Value.ToString())
        );
    }

    private (string, string)? PlacesAsColumns()
    {
        var period = PeriodColumn();
        int[] values = [.. Columns().Where(column => column != period && _given[column].Length > 0)];
        if (
            period < 0
            || values.Length < FewestColumns
            || _rows.Count == 0
            || ChapColumns.Meant(ChapColumns.Location, _given) is not null
            || At(ChapColumns.Location) >= 0
            || values.Any(column =>
                ChapColumns.Known.Select(NearNames.Bare).Contains(_bare[column]) || MeansCases(column) || !IsOfNumbers(column)
            )
        )
        {
            return null;
        }

        return (
            $"no column names the places, and {values.Length} columns hold numbers "
                + $"({Warnings.Some([.. values.Select(column => _given[column])], 3)}): each of them seems to be a place.",
            LongForm("columns", _ => _given[values[0]], values[0], null)
                + $" If the file is of one place, add a column {ChapColumns.Location} with its name instead."
        );
    }

    private (string, string)? Parasites()
    {
        var column = RepeatedRows.Parasites.Select(At).FirstOrDefault(found => found >= 0, -1);
        string[] found =
            column < 0 ? [] : [.. _rows.Select(row => row[column]).Where(cell => cell.Length > 0).Distinct(StringComparer.Ordinal)];
        return found.Length < FewestColumns
            ? null
            : (
                $"the cases of each {_given[column]} stand in a line of their own ({Warnings.Some(found, 4)}).",
                $"Make one line for each place and period, with the cases of P. falciparum in a column {Variables.FalciparumCases} and "
                    + $"those of P. vivax in a column {Variables.VivaxCases}; or add the lines up to {Variables.Cases}. "
                    + $"Dropping lines would lose cases.{Also(Variables.Cases)}"
            );
    }

    /// <summary>Periods that have a column of their own, but are days or are written as people do.</summary>
    private (string, string)? OtherPeriods()
    {
        var column = PeriodColumn();
        if (column < 0 || _rows.Count == 0 || Written(column) is not { } written)
        {
            return null;
        }

        DateOnly?[] days = [.. _rows.Select(row => WrittenPeriod.Day(row[column]))];
        var form =
            days.Any(day => day is null) ? "are written for people"
            : days.All(day => day!.Value.Day == 1) ? "are the first days of months"
            : days.All(day => day!.Value.DayOfWeek == days[0]!.Value.DayOfWeek) ? "are days, a week apart"
            : "are days";
        var rename =
            _bare[column] == NearNames.Bare(ChapColumns.Period) ? "Write" : $"Rename {_given[column]} to {ChapColumns.Period} and write";
        return (
            $"the periods in column {_given[column]} {form} ({_rows[0][column]}).",
            $"{rename} its values as {written}" + (form == "are days" ? ", and add up the cases of each week or month." : ".") + Also()
        );
    }

    private static bool IsPeriodName(string name) =>
        ChapColumns.MayMean(ChapColumns.Period, name) || NearNames.Bare(name) == NearNames.Bare(ChapColumns.Period);

    private int PeriodColumn() =>
        Columns()
            .Where(column => IsPeriodName(_given[column]))
            .FirstOrDefault(
                column => _rows.All(row => WrittenPeriod.Read(row[column]) is not null || WrittenPeriod.Day(row[column]) is not null),
                -1
            );

    /// <summary>How the values of a column of periods must be written, as "2023-01 (January 2023)"; null where they are right.</summary>
    private string? Written(int column)
    {
        var text = _rows.Count > 0 ? _rows[0][column] : "";
        if (text.Length == 0 || PeriodParser.TryParse(text, out _))
        {
            return null;
        }

        return WrittenPeriod.Read(text) is { } period ? $"{period} ({text})"
            : WrittenPeriod.Day(text) is not { } day ? null
            : day.Day == 1 ? $"{Period.Containing(PeriodType.Month, day)} ({text})"
            : $"{Period.Containing(PeriodType.Week, day)} (the week of {text}) or {Period.Containing(PeriodType.Month, day)} (its month)";
    }

    /// <summary>The advice to turn columns into lines, with the first line as it would be.</summary>
    private string LongForm(string what, Func<string[], string>? place, int column, string? period)
    {
        var row = _rows.FirstOrDefault(
            row => row[column].Length > 0 && row[column].All(char.IsAsciiDigit),
            _rows.Count > 0 ? _rows[0] : []
        );
        var advice = $"Turn the {what} into lines with {ChapColumns.Location}, {ChapColumns.Period} and {Variables.Cases}";
        if (row.Length == 0)
        {
            return advice + ".";
        }

        period ??= PeriodColumn() is var at && WrittenPeriod.Read(row[at]) is { } read ? read.ToString() : row[at];
        var count = string.Concat(row[column].Where(char.IsAsciiDigit));
        return $"{advice}, such as \"{(place is null ? "…" : FileProblem.Shown(place(row)))},{period},{count}\". " + Unpivot;
    }

    /// <summary>What else is to be renamed, as a sentence with a leading space; empty where nothing is.</summary>
    private string Also(string? except = null)
    {
        string[] missing =
        [
            .. new[] { ChapColumns.Location, Variables.Cases }
                .Where(name => name != except && !_given.Contains(name, StringComparer.OrdinalIgnoreCase))
                .Select(name =>
                    ChapColumns.Meant(name, _given) is { } meant
                        ? $"rename {meant} to {name}"
                        : $"name the column of the {(name == ChapColumns.Location ? "places" : "cases")} {name}"
                ),
        ];
        return missing.Length == 0 ? "" : $" Also {string.Join(" and ", missing)}.";
    }

    private IEnumerable<int> Columns() => Enumerable.Range(0, _given.Length);

    private int At(string name) => Array.IndexOf(_bare, NearNames.Bare(name));

    private string? Named(string[] names) =>
        Array.FindIndex(_bare, name => names.Contains(name, StringComparer.Ordinal)) is var at and >= 0 ? _given[at] : null;

    private bool MeansCases(int column) => ChapColumns.MayMean(Variables.Cases, _given[column]);

    private bool IsOfNumbers(int column) =>
        _rows.All(row =>
            NumberCell.IsMissing(row[column]) || row[column].All(letter => char.IsAsciiDigit(letter) || letter is '.' or ',' or ' ')
        );
}
