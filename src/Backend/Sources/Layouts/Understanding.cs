using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>A column of a file and what it was read as.</summary>
/// <param name="Column">Its letters, as a spreadsheet shows them.</param>
/// <param name="Name">Its name in the header.</param>
/// <param name="Meaning">What it was read as.</param>
public sealed record UnderstoodColumn(string Column, string Name, string Meaning);

/// <summary>How a file was read.</summary>
/// <param name="Layout">Its layout, in words.</param>
/// <param name="Sheets">The sheets that were read; none for a CSV file.</param>
/// <param name="HeaderRow">The row that names the columns.</param>
/// <param name="Columns">What each column was read as.</param>
/// <param name="Periods">How the periods were read.</param>
public sealed record Understanding(
    string Layout,
    IReadOnlyList<string> Sheets,
    long HeaderRow,
    IReadOnlyList<UnderstoodColumn> Columns,
    string Periods
)
{
    private const int Shown = 8;

    /// <summary>All of it as a mapping, so that the next file is read in the same way.</summary>
    internal Mapping Mapping { get; init; } = Mapping.Empty;

    internal static Understanding Of(IReadOnlyList<(Table Table, Plan Plan)> tables)
    {
        var (table, plan) = tables[0];
        var meanings = Meanings(plan);
        return new Understanding(
            plan.Layout,
            [.. tables.Select(pair => pair.Table.Sheet).OfType<string>()],
            plan.Header.Line,
            [
                .. Enumerable
                    .Range(0, plan.Header.Names.Length)
                    .Where(column => plan.Header.Names[column].Length > 0 || meanings.ContainsKey(column))
                    .Select(column => new UnderstoodColumn(
                        Table.Letters(column),
                        FileProblem.Shown(plan.Header.Names[column]),
                        meanings.GetValueOrDefault(column, "left out")
                    )),
            ],
            plan.Periods?.Understood ?? Example(plan)
        )
        {
            Mapping = MappingOf(tables.Select(pair => pair.Table), plan),
        };
    }

    /// <summary>The whole in a line.</summary>
    public override string ToString()
    {
        var columns = Columns
            .Where(column => column.Meaning != "left out")
            .Select(column => $"{(column.Name.Length > 0 ? column.Name : $"column {column.Column}")} is {column.Meaning}");
        var left = Columns.Where(column => column.Meaning == "left out").Select(column => column.Name).ToArray();
        return (Sheets.Count > 0 ? $"read from sheet {Warnings.Some(Sheets)}: " : "read as: ")
            + $"{Layout}; the names of the columns stand in line {HeaderRow}; {Warnings.Some([.. columns], Shown)}; periods {Periods}"
            + (left.Length > 0 ? $"; left out: {Warnings.Some(left)}" : "");
    }

    private static string Example(Plan plan) =>
        plan.Wide.FirstOrDefault(column => column.Period is not null) is { } wide
            ? $"such as {plan.Header.Names[wide.Column]} as {wide.Period}"
        : plan.Header.Rows.Count > 0 ? $"such as {plan.PeriodOf(plan.Header.Rows[0], plan.Wide.Count > 0 ? plan.Wide[0].Part : null)}"
        : "";

    private static Dictionary<int, string> Meanings(Plan plan)
    {
        var meanings = new Dictionary<int, string>
        {
            [plan.Place] = ChapColumns.Location,
            [plan.Parent] = ChapColumns.Parent,
            [plan.Period] = plan.End >= 0 ? "first day" : ChapColumns.Period,
            [plan.End] = "last day",
            [plan.Year] = "year",
            [plan.Part] = plan.PartIsWeek ? "week" : "month",
            [plan.Parasite] = "parasite",
            [plan.Element] = "data element",
            [plan.Value] = "value",
            [plan.Simulated] = ChapColumns.Simulated,
        };
        foreach (var wide in plan.Wide)
        {
            meanings[wide.Column] =
                (wide.Variable.Length > 0 ? wide.Variable : "value")
                + $" of {wide.Place ?? wide.Period ?? (wide.Part![0] == 'M' ? $"month {wide.Part[1..]}" : $"week {wide.Part[1..]}")}";
        }

        foreach (var (column, variable) in plan.Values)
        {
            meanings[column] = variable;
        }

        meanings.Remove(-1);
        return meanings;
    }

    private static Mapping MappingOf(IEnumerable<Table> tables, Plan plan)
    {
        string? Name(int column) => column < 0 ? null : plan.Header.Name(column);
        var cells = plan.Wide.Select(wide => wide.Variable).Distinct(StringComparer.Ordinal).ToArray();
        var variables = plan.VariableOf.Concat(
            plan.Values.Select(value => KeyValuePair.Create(plan.Header.Name(value.Column), value.Variable))
        );
        return new Mapping
        {
            Sheets = [.. tables.Select(table => table.Sheet).OfType<string>()],
            SkipRows = plan.Header.Above,
            Place = Name(plan.Place),
            PlaceName = plan.PlaceName,
            Parent = Name(plan.Parent),
            Period = plan.End >= 0 ? null : Name(plan.Period),
            Year = Name(plan.Year),
            FixedYear = plan.FixedYear,
            Month = plan.PartIsWeek ? null : Name(plan.Part),
            Week = plan.PartIsWeek ? Name(plan.Part) : null,
            DateOrder = plan.DateOrder,
            Parasite = Name(plan.Parasite),
            Element = Name(plan.Element),
            Value = Name(plan.Value),
            ColumnsAre = plan.ColumnsAre,
            Cells = cells is [{ Length: > 0 } one] ? one : null,
            Variables = variables
                .GroupBy(pair => pair.Key, StringComparer.Ordinal)
                .ToDictionary(pair => pair.Key, pair => pair.First().Value, StringComparer.Ordinal),
            Ignore = [.. plan.Left.Select(plan.Header.Name)],
        };
    }
}
