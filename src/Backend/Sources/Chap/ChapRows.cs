using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;
using Sylvan.Data.Csv;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>Takes the rows of a file one by one, into columns; notes what is wrong with each.</summary>
internal sealed class ChapRows
{
    private readonly ChapHeader _header;
    private readonly ProblemList _problems;
    private readonly Warnings _warnings;
    private readonly PlaceCells _places;
    private readonly PeriodCells _periods;
    private readonly ValueCells[] _values;
    private readonly DecimalMark _mark;
    private readonly ValueCells? _cases;

    public ChapRows(ChapHeader header, char delimiter, ProblemList problems, Warnings warnings, bool convertKelvin)
    {
        (_header, _problems, _warnings) = (header, problems, warnings);
        (_places, _periods, _mark) = (new PlaceCells(problems, warnings), new PeriodCells(problems), new DecimalMark(delimiter));
        _values = [.. header.Values.Select(column => new ValueCells(header.Names[column], _mark, problems, warnings, convertKelvin))];
        _cases =
            header.Names.Contains(Variables.FalciparumCases, StringComparer.Ordinal)
            && !header.Names.Contains(Variables.Cases, StringComparer.Ordinal)
                ? new ValueCells(Variables.Cases, _mark, problems, warnings)
                : null;
    }

    public IReadOnlyList<FilePlace> Places => _places.Places;

    public PeriodType PeriodType => _periods.Type;

    public IReadOnlyDictionary<int, string> PeriodTexts => _periods.Texts;

    public bool Simulated { get; private set; }

    public List<int> LocationOf { get; } = [];

    public List<int> OrdinalOf { get; } = [];

    public List<long> LineOf { get; } = [];

    /// <summary>The columns that turned out to hold numbers.</summary>
    public IReadOnlyList<ValueCells> Columns =>
        [.. _values.Where(column => !column.IsText), .. _cases is null ? Array.Empty<ValueCells>() : [_cases]];

    public void Add(CsvDataReader csv, long line)
    {
        if (!HasRightLength(csv, line))
        {
            return;
        }

        var parent = _header.Parent >= 0 ? csv.GetFieldSpan(_header.Parent).Trim() : default;
        LocationOf.Add(_places.Read(csv.GetFieldSpan(_header.Location).Trim(), parent, line));
        OrdinalOf.Add(_periods.Read(csv.GetFieldSpan(_header.Period).Trim(), line));
        LineOf.Add(line);
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i].Read(csv.GetFieldSpan(_header.Values[i]).Trim(), line);
        }

        _cases?.Values.Add(double.NaN);

        Simulated |= _header.Simulated >= 0 && csv.GetFieldSpan(_header.Simulated).Trim() is "1" or "1.0" or "true" or "True" or "TRUE";
    }

    /// <summary>To be called after the last row: some judgements need the whole column.</summary>
    public ChapRows Complete()
    {
        _mark.Complete(_problems, _warnings);
        _places.Complete(LocationOf, OrdinalOf, LineOf);
        foreach (var column in _values)
        {
            column.Complete();
        }

        ApplySpecies();
        if (LineOf.Count == 0 && _problems.Total == 0)
        {
            _problems.Add(0, "", "", "there are no rows below the header.", "Export the data again.");
        }

        return this;
    }

    private void ApplySpecies()
    {
        var (falciparum, vivax) = (Find(Variables.FalciparumCases), Find(Variables.VivaxCases));
        if (falciparum is not null && vivax is not null)
        {
            SpeciesRule.Apply(Find(Variables.Cases) ?? _cases!, falciparum, vivax, LineOf, _warnings);
        }

        ValueCells? Find(string name) => Array.Find(_values, column => column.Name == name);
    }

    private bool HasRightLength(CsvDataReader csv, long line)
    {
        var (found, expected) = (csv.RowFieldCount, _header.Names.Count);
        if (IsBlank(csv, 0))
        {
            return false;
        }

        if (found < expected)
        {
            _problems.Add(
                line,
                "",
                csv.GetRawRecordSpan().TrimEnd(),
                $"the line has {found} values, the header {expected} columns.",
                "If it is the last line, the file was cut off: export it again.",
                cause: "too few values"
            );
        }
        else if (!IsBlank(csv, expected))
        {
            _problems.Add(
                line,
                "",
                csv.GetRawRecordSpan().TrimEnd(),
                $"the line has {found} values, the header {expected} columns.",
                "Put quotes around a value that holds the separator.",
                cause: "too many values"
            );
        }
        else
        {
            return true;
        }

        return false;
    }

    /// <summary>Whether all fields from one on are blank: spreadsheets write such lines, and such ends of lines.</summary>
    private static bool IsBlank(CsvDataReader csv, int from)
    {
        for (var field = from; field < csv.RowFieldCount; field++)
        {
            if (!csv.GetFieldSpan(field).IsWhiteSpace())
            {
                return false;
            }
        }

        return true;
    }
}
