using System.Data.Common;
using Dapper;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Storage;

/// <summary>Reads what was known when. Writing is done by a <see cref="Recording"/>.</summary>
public sealed class Observations
{
    private readonly Database _database;

    public Observations(Database database) => _database = database;

    /// <summary>
    /// Everything known at a time: of each value the row recorded last, at or before it. Null where nothing was known yet.
    /// </summary>
    public Task<Panel?> PanelAsOfAsync(DateTimeOffset time, CancellationToken cancellationToken = default) =>
        _database.ReadAsync(connection => PanelReader.ReadAsync(connection, time, cancellationToken), cancellationToken);

    /// <summary>
    /// The panel as of a time, or all that is known now, with the time of the newest recording that entered. Recordings that are
    /// not yet complete will be dated later than that.
    /// </summary>
    public Task<(Panel Panel, DateTimeOffset Seen)?> KnownAsync(DateTimeOffset? until, CancellationToken cancellationToken = default) =>
        _database.ReadAsync<(Panel, DateTimeOffset)?>(
            async connection =>
                await Vintage.NewestAsync(connection, until) is { } seen
                && await PanelReader.ReadAsync(connection, seen, cancellationToken) is { } panel
                    ? (panel, seen)
                    : null,
            cancellationToken
        );

    /// <summary>When the newest observation became known; null where there is none. Changes whenever the data change.</summary>
    public Task<DateTimeOffset?> LastRecordedAtAsync(CancellationToken cancellationToken = default) =>
        _database.ReadAsync(connection => Vintage.NewestAsync(connection), cancellationToken);

    /// <summary>Whether the database holds months or weeks; null where it holds nothing.</summary>
    internal static async Task<PeriodType?> PeriodTypeAsync(DbConnection connection) =>
        (PeriodType?)await connection.ExecuteScalarAsync<int?>("SELECT period_type FROM observation LIMIT 1");
}

/// <summary>
/// Reads a panel in one pass over the observations in the order of their key. Rows of one key come oldest first, so that a
/// correction, coming later, overwrites what it corrects.
/// </summary>
internal static class PanelReader
{
    internal const string InKeyOrder = """
        SELECT location_id, variable_id, period_ordinal, value FROM observation WHERE recorded_at <= @time
        ORDER BY location_id, variable_id, period_ordinal, recorded_at
        """;

    public static async Task<Panel?> ReadAsync(DbConnection connection, DateTimeOffset time, CancellationToken stop)
    {
        if (await Observations.PeriodTypeAsync(connection) is not { } type)
        {
            return null;
        }

        PanelScan scan;
        await using (
            var reader = await connection.ExecuteReaderAsync(
                new CommandDefinition(InKeyOrder, new { time = Instant.ToStored(time) }, cancellationToken: stop)
            )
        )
        {
            scan = Scan(reader, stop);
        }

        return scan.IsEmpty ? null : scan.Build(type, await LocationNames.AsOfAsync(connection, time), await VariablesAsync(connection));
    }

    // Rows come from memory or the page cache: awaiting each of a million would cost more than reading it.
    private static PanelScan Scan(DbDataReader reader, CancellationToken cancellationToken)
    {
        var scan = new PanelScan();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            scan.Add(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt32(2), reader.IsDBNull(3) ? double.NaN : reader.GetDouble(3));
        }

        return scan;
    }

    private static async Task<Dictionary<long, string>> VariablesAsync(DbConnection connection)
    {
        var rows = await connection.QueryAsync<(long Id, string Name)>("SELECT id, name FROM variable");
        return rows.ToDictionary(row => row.Id, row => row.Name);
    }
}

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
