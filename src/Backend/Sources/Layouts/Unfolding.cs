using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>
/// Turns tables into the one line for each place and period that <see cref="ChapReader"/> reads, and remembers where each cell stood, so
/// that messages name the place in the file that was given.
/// </summary>
internal sealed partial class Unfolding(FileContent given, Warnings warnings)
{
    private readonly List<string> _variables = [];
    private readonly List<Line> _lines = [];
    private readonly Dictionary<(string, string, string), Line> _gathered = [];
    private bool _commas;
    private bool _parents;
    private bool _simulated;

    /// <summary>Adds the rows of a table.</summary>
    public void Add(Table table, Plan plan)
    {
        foreach (
            var variable in plan
                .Values.Select(value => value.Variable)
                .Concat(plan.Wide.Select(wide => wide.Variable))
                .Concat(plan.VariableOf.Values)
        )
        {
            if (variable.Length > 0 && variable != Plan.Ignored && !_variables.Contains(variable, StringComparer.Ordinal))
            {
                _variables.Add(variable);
            }
        }

        (_parents, _simulated) = (_parents || plan.Parent >= 0, _simulated || plan.Simulated >= 0);
        // Months to come have a column and nothing in it; a place without a report is a place.
        WideColumn[] wide =
        [
            .. plan.Wide.Where(column => column.Place is not null || plan.Header.Rows.Any(row => row[column.Column].Length > 0)),
        ];
        warnings.SayIf(
            wide.Length < plan.Wide.Count
                ? "columns without any value left out: "
                    + Warnings.Some([.. plan.Wide.Except(wide).Select(column => plan.Header.Name(column.Column))])
                : null
        );
        foreach (var row in plan.Header.Rows)
        {
            CheckLength(table, plan, row);
            if (IsNote(row, plan))
            {
                warnings.Count("rows that hold a note rather than values left out", row.Line);
            }
            else if (plan.Wide.Count > 0)
            {
                AddWide(table, plan, wide, row);
            }
            else
            {
                AddLong(table, plan, row);
            }
        }
    }

    /// <summary>The lines as a file in the CHAP convention.</summary>
    public FileContent Content()
    {
        // A comma within a number must not separate columns, and the reader decides what it means only where it does not.
        var separator = _commas ? ';' : ',';
        var text = new StringBuilder();
        List<string> names = [ChapColumns.Period, ChapColumns.Location, .. _variables];
        names.AddRange(_parents ? [ChapColumns.Parent] : []);
        names.AddRange(_simulated ? [ChapColumns.Simulated] : []);
        text.AppendJoin(separator, names.Select(name => Quoted(name, separator))).Append('\n');
        foreach (var line in _lines)
        {
            text.Append(Quoted(line.Period, separator)).Append(separator).Append(Quoted(line.Place, separator));
            for (var i = 0; i < _variables.Count; i++)
            {
                text.Append(separator).Append(Quoted(i < line.Values.Count ? line.Values[i].Text ?? "" : "", separator));
            }

            text.Append(_parents ? separator + Quoted(line.Parent, separator) : "");
            text.Append(_simulated ? separator + line.Simulated : "").Append('\n');
        }

        return given with
        {
            Bytes = Encoding.UTF8.GetBytes(text.ToString()),
        };
    }

    /// <summary>The same rejection with the places of the file that was given.</summary>
    public RejectedFileException Located(RejectedFileException rejected) =>
        new(rejected.File, [.. rejected.Problems.Select(Located)], rejected.Total);

    /// <summary>A message with the places of the file that was given.</summary>
    public string Located(string message) =>
        Lines()
            .Replace(
                message,
                match =>
                    At(long.Parse(match.Groups["line"].ValueSpan, CultureInfo.InvariantCulture)) is { } line ? line.Where(-1) : match.Value
            );

    private FileProblem Located(FileProblem problem)
    {
        var moved = problem with { What = Located(problem.What), Remedy = Located(problem.Remedy), Others = Located(problem.Others) };
        if (At(problem.Line) is not { } line)
        {
            return problem.Line == 1 ? moved with { Line = 0 } : moved;
        }

        var column =
            _variables.IndexOf(problem.Column) is var variable and >= 0 && variable < line.Values.Count ? line.Values[variable].Column : -1;
        var where =
            column >= 0 ? $" ({(line.Table.Sheet is null ? $"column {Table.Letters(column)}" : line.Where(column))})"
            : line.Table.Sheet is null ? ""
            : $" ({line.Where(-1)})";
        return moved with { Line = line.Row, Column = (moved.Column + where).Trim() };
    }

    /// <summary>The row of the given file that a line stands for.</summary>
    public long RowOf(long line) => At(line)?.Row ?? line;

    private Line? At(long number) => number >= 2 && number - 2 < _lines.Count ? _lines[(int)number - 2] : null;

    /// <summary>A line of a CSV file that is too short was cut off; one that is too long has a separator within a value.</summary>
    private void CheckLength(Table table, Plan plan, TableRow row)
    {
        var expected = Array.FindLastIndex(plan.Header.Names, name => name.Length > 0) + 1;
        var found = Array.FindLastIndex(row.Cells, cell => cell.Length > 0) + 1;
        if (table.Sheet is null && row.Filled > 1 && (row.Cells.Length < expected || found > expected))
        {
            throw ProblemList.Only(
                given.Name,
                $"the line has {Math.Max(row.Cells.Length, found)} values, the header {expected} columns.",
                found > expected
                    ? "Put quotes around a value that holds the separator."
                    : "If it is the last line, the file was cut off: export it again.",
                row.Line
            );
        }
    }

    private void AddWide(Table table, Plan plan, WideColumn[] columns, TableRow row)
    {
        var (kind, variable) = Kind(plan, row);
        if (variable == Plan.Ignored)
        {
            return;
        }

        var made = new Dictionary<(string, string), Line>();
        foreach (var wide in columns)
        {
            var place = wide.Place ?? plan.PlaceName ?? row[plan.Place];
            var period = wide.Period ?? plan.PeriodOf(row, wide.Part);
            if (!made.TryGetValue((place, period), out var line))
            {
                line = made[(place, period)] = Next(table, plan, row, place, period);
                SetValues(line, plan, row);
            }

            Put(line, plan, row, wide.Variable.Length > 0 ? wide.Variable : variable, wide.Column, kind);
        }
    }

    private void AddLong(Table table, Plan plan, TableRow row)
    {
        var (place, period) = (plan.PlaceName ?? row[plan.Place], plan.PeriodOf(row));
        var (kind, variable) = Kind(plan, row);
        if (period.Length == 0 && Names.IsTotal(place))
        {
            warnings.Count("rows of totals without a period left out", row.Line);
        }
        else if (!plan.Gathers)
        {
            SetValues(Next(table, plan, row, place, period), plan, row);
        }
        else if (variable != Plan.Ignored)
        {
            var line = Next(table, plan, row, place, period);
            SetValues(line, plan, row);
            Put(line, plan, row, variable, plan.Value, kind);
        }
    }

    private static (string Kind, string Variable) Kind(Plan plan, TableRow row)
    {
        var kind = plan.Parasite >= 0 ? row[plan.Parasite] : row[plan.Element];
        return (kind, plan.Gathers ? plan.VariableOf.GetValueOrDefault(kind, Plan.Ignored) : "");
    }

    /// <summary>
    /// Sets a value. Mixed infections and those of P. falciparum alone are one count; any other second value is a mistake.
    /// </summary>
    private void Put(Line line, Plan plan, TableRow row, string variable, int column, string kind)
    {
        var text = row[column];
        if (Has(line, variable))
        {
            var (before, from) = line.Values[_variables.IndexOf(variable)];
            if (plan.Parasite >= 0 && !line.Kinds.Contains(kind))
            {
                text =
                    NumberCell.IsMissing(text) ? before!
                    : NumberCell.IsMissing(before) ? text
                    : NumberCell.TryRead(before, out var one) && NumberCell.TryRead(text, out var other)
                        ? (one + other).ToString("R", CultureInfo.InvariantCulture)
                    : $"{before} + {text}";
            }
            else
            {
                throw ProblemList.Only(
                    given.Name,
                    $"{FileProblem.Shown(line.Place)}, {FileProblem.Shown(line.Period)} has {variable} twice: in {line.Where(from)} and in "
                        + $"{line.Table.Place(row.Line, column)}.",
                    "If these are two places of one name, state the column of their region in a mapping file (parent: "
                        + "COLUMN); otherwise correct it: "
                        + "dropping a line would lose cases.",
                    row.Line
                );
            }
        }

        line.Kinds.Add(kind);
        Set(line, variable, text, column);
    }

    private bool Has(Line line, string variable) =>
        _variables.IndexOf(variable) is var at && at >= 0 && at < line.Values.Count && line.Values[at].Text is not null;

    private void SetValues(Line line, Plan plan, TableRow row)
    {
        foreach (var (column, variable) in plan.Values)
        {
            var at = _variables.IndexOf(variable);
            if (
                plan.Gathers
                && at < line.Values.Count
                && line.Values[at].Text is { Length: > 0 } before
                && before != row[column]
                && row[column].Length > 0
            )
            {
                throw ProblemList.Only(
                    given.Name,
                    $"{variable} of {FileProblem.Shown(line.Place)}, {line.Period} is {FileProblem.Shown(before)} in "
                        + $"{line.Where(column)} and "
                        + $"{FileProblem.Shown(row[column])} in {line.Table.Place(row.Line, column)}: one of them can be right.",
                    "Correct it, or leave the column out in a mapping file (ignore)."
                );
            }

            if (row[column].Length > 0 || at >= line.Values.Count || line.Values[at].Text is null)
            {
                Set(line, variable, row[column], column);
            }
        }
    }

    private void Set(Line line, string variable, string text, int column)
    {
        var at = _variables.IndexOf(variable);
        while (line.Values.Count <= at)
        {
            line.Values.Add((null, -1));
        }

        _commas |= text.Contains(',');
        line.Values[at] = (text, column);
    }

    /// <summary>The line of a place and period: a new one, or the one that other rows began.</summary>
    private Line Next(Table table, Plan plan, TableRow row, string place, string period)
    {
        var parent = row[plan.Parent];
        if (plan.Gathers && _gathered.TryGetValue((parent, place, period), out var begun))
        {
            return begun;
        }

        var line = new Line(table, row.Line, parent, place, period, row[plan.Simulated]);
        _lines.Add(line);
        if (plan.Gathers)
        {
            _gathered[(parent, place, period)] = line;
        }

        return line;
    }

    /// <summary>A remark below the table, such as the source: its only text stands where no value does.</summary>
    private static bool IsNote(TableRow row, Plan plan)
    {
        if (row.Filled != 1 || plan.Header.Names.Length < 3)
        {
            return false;
        }

        var at = Array.FindIndex(row.Cells, cell => cell.Length > 0);
        return at == plan.Period
            ? !PeriodTexts.IsPeriod(row[at])
            : plan.Wide.Count == 0
                || (plan.Wide.All(column => column.Column != at) && (at != plan.Place || row[at].Contains(':') || row[at].Length > 60));
    }

    private static string Quoted(string text, char separator) =>
        text.AsSpan().IndexOfAny([separator, '"', '\n', '\r']) < 0
            ? text
            : $"\"{text.ReplaceLineEndings(" ").Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(@"\bline (?<line>[0-9]{1,10})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Lines();

    private sealed record Line(Table Table, long Row, string Parent, string Place, string Period, string Simulated)
    {
        public List<(string? Text, int Column)> Values { get; } = [];

        /// <summary>The parasites that were added up.</summary>
        public HashSet<string> Kinds { get; } = new(StringComparer.Ordinal);

        public string Where(int column) => Table.Place(Row, column);
    }
}
