using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>Chooses the sheets of a workbook that hold the data.</summary>
internal static class Sheets
{
    /// <summary>
    /// The sheets that are stated; else the one with data, or all where several have the same columns. Otherwise it is asked.
    /// </summary>
    public static IReadOnlyList<(Table Table, Plan Plan)> Choose(FileContent content, IReadOnlyList<Table> tables, Mapping mapping)
    {
        if (mapping.Sheets.Count > 0)
        {
            return [.. mapping.Sheets.Select(name => Planned(content, Named(content, tables, name), mapping))];
        }

        (Table Table, Header Header)[] data =
        [
            .. tables
                .Select(table => (Table: table, Header: Header.Find(table, mapping.SkipRows)))
                .Where(pair => pair.Header is { Rows.Count: > 0 } && IsData(pair.Table, mapping, content.Name))
                .Select(pair => (pair.Table, pair.Header!)),
        ];
        if (data.Length == 0)
        {
            return tables.Count > 0
                ? throw NotRecognized(content.Name, tables[0], mapping)
                : throw ProblemList.Only(content.Name, "no sheet of the workbook holds anything.", "Save it again with the data in it.");
        }

        return data.All(pair => pair.Header.Names.SequenceEqual(data[0].Header.Names, StringComparer.OrdinalIgnoreCase))
            ? [.. data.Select(pair => Planned(content, pair.Table, mapping))]
            : throw ProblemList.Only(
                content.Name,
                $"several sheets hold data, with different columns: "
                    + $"{Warnings.Some([.. data.Select(pair => FileProblem.Shown(pair.Table.Sheet))])}.",
                "Name the one to read with --sheet NAME, or in a mapping file: sheet: NAME."
            );
    }

    /// <summary>A rejection of a table in which no layout was recognized.</summary>
    public static RejectedFileException NotRecognized(string file, Table table, Mapping mapping)
    {
        var header = Header.Find(table, mapping.SkipRows);
        return ProblemList.Only(
            file,
            (table.Sheet is null ? "" : $"sheet {FileProblem.Shown(table.Sheet)}: ")
                + "no column of periods and places was recognized"
                + (header is null ? "." : $" ({Shown(header)})."),
            "State in a mapping file (--mapping FILE) which column is what: place, period (or year and month), variables, "
                + "and skip_rows where the "
                + "names of the columns stand further down.",
            header?.Line ?? 0
        );
    }

    /// <summary>A sheet that holds a table, or one that leaves something open.</summary>
    private static bool IsData(Table table, Mapping mapping, string file)
    {
        try
        {
            return Recognizer.Recognize(table, mapping, file) is not null;
        }
        catch (RejectedFileException)
        {
            return true;
        }
    }

    private static string Shown(Header header) =>
        Warnings.Some([.. header.Names.Where(name => name.Length > 0).Select(name => FileProblem.Shown(name))], 6);

    private static (Table, Plan) Planned(FileContent content, Table table, Mapping mapping) =>
        (table, Recognizer.Recognize(table, mapping, content.Name) ?? throw NotRecognized(content.Name, table, mapping));

    private static Table Named(FileContent content, IReadOnlyList<Table> tables, string name) =>
        tables.FirstOrDefault(table => table.Sheet == name)
        ?? tables.FirstOrDefault(table => name.Equals(table.Sheet, StringComparison.OrdinalIgnoreCase))
        ?? throw ProblemList.Only(
            content.Name,
            $"there is no sheet '{FileProblem.Shown(name)}' with anything in it.",
            $"Name one of {Warnings.Some([.. tables.Select(table => FileProblem.Shown(table.Sheet))])}."
        );
}
