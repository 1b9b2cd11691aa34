namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>Which part of a day such as 01/02/2023 comes first.</summary>
internal enum DateOrder
{
    DayMonthYear,
    MonthDayYear,
}

/// <summary>What the columns of a wide table are.</summary>
internal enum WideColumns
{
    Periods,
    Places,
}

/// <summary>
/// Which column of a table is what. What a mapping file states counts; what it leaves open is recognized. Columns are named as the header
/// names them, or as "column C" where the header has no name or the same name twice.
/// </summary>
internal sealed record Mapping
{
    public static readonly Mapping Empty = new();

    /// <summary>The file it was read from; empty where there is none.</summary>
    public string File { get; init; } = "";

    /// <summary>The line of each key, for messages.</summary>
    public IReadOnlyDictionary<string, long> Lines { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>The sheets of a workbook to read.</summary>
    public IReadOnlyList<string> Sheets { get; init; } = [];

    /// <summary>How many rows stand above the header.</summary>
    public int? SkipRows { get; init; }

    public string? Place { get; init; }

    /// <summary>The one place of which the whole table is.</summary>
    public string? PlaceName { get; init; }

    public string? Parent { get; init; }

    public string? Period { get; init; }

    /// <summary>The column of the year.</summary>
    public string? Year { get; init; }

    /// <summary>The year of the whole table, where no column and no header has it.</summary>
    public int? FixedYear { get; init; }

    public string? Month { get; init; }

    public string? Week { get; init; }

    public DateOrder? DateOrder { get; init; }

    public string? Parasite { get; init; }

    /// <summary>The column that names what a line counts, such as DHIS2's data element.</summary>
    public string? Element { get; init; }

    /// <summary>The column of values beside <see cref="Parasite"/> or <see cref="Element"/>.</summary>
    public string? Value { get; init; }

    public WideColumns? ColumnsAre { get; init; }

    /// <summary>The variable that the cells of a wide table hold.</summary>
    public string? Cells { get; init; }

    /// <summary>Columns or data elements, and the variable that each holds; null where nothing is stated.</summary>
    public IReadOnlyDictionary<string, string>? Variables { get; init; }

    public IReadOnlyList<string> Ignore { get; init; } = [];
}
