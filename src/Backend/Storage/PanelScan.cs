using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Storage;

/// <summary>
/// Collects observations that come in key order, and lays them out as a panel once its extent is known. A run is the stretch of
/// one location and variable.
/// </summary>
internal sealed class PanelScan
{
    private readonly List<(long Location, long Variable, int Start)> _runs = [];
    private readonly List<(int Ordinal, double Value)> _cells = [];
    private int _first = int.MaxValue;
    private int _last = int.MinValue;

    public bool IsEmpty => _cells.Count == 0;

    public void Add(long location, long variable, int ordinal, double value)
    {
        if (_runs.Count == 0 || _runs[^1].Location != location || _runs[^1].Variable != variable)
        {
            _runs.Add((location, variable, _cells.Count));
        }

        _cells.Add((ordinal, value));
        (_first, _last) = (Math.Min(_first, ordinal), Math.Max(_last, ordinal));
    }

    public Panel Build(PeriodType type, Dictionary<long, string> locationNames, Dictionary<long, string> variableNames)
    {
        var count = _last - _first + 1;
        var locations = _runs.Select(run => run.Location).Distinct().OrderBy(id => locationNames[id], StringComparer.Ordinal).ToArray();
        var row = locations.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        var columns = _runs.Select(run => run.Variable).Distinct().ToDictionary(id => id, _ => Missing(locations.Length * count));
        foreach (var (run, index) in _runs.Select((run, index) => (run, index)))
        {
            var end = index + 1 < _runs.Count ? _runs[index + 1].Start : _cells.Count;
            var series = columns[run.Variable].AsSpan(row[run.Location] * count, count);
            for (var i = run.Start; i < end; i++)
            {
                series[_cells[i].Ordinal - _first] = _cells[i].Value;
            }
        }

        return Panel.FromColumns(
            [.. locations.Select(id => locationNames[id])],
            StoredPeriod.From(type, _first),
            count,
            columns.ToDictionary(column => variableNames[column.Key], column => column.Value, StringComparer.Ordinal)
        );
    }

    private static double[] Missing(int length)
    {
        var values = new double[length];
        Array.Fill(values, double.NaN);
        return values;
    }
}
