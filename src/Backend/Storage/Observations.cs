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
    public async Task<Panel?> PanelAsOf(DateTimeOffset time, CancellationToken stop = default)
    {
        await using var connection = await _database.OpenAsync(stop);
        await SchemaState.RequireAsync(connection);
        return await PanelReader.ReadAsync(connection, time, stop);
    }

    /// <summary>When the newest observation became known; null where there is none. Changes whenever the data change.</summary>
    public async Task<DateTimeOffset?> LastRecordedAt(CancellationToken stop = default)
    {
        await using var connection = await _database.OpenAsync(stop);
        await SchemaState.RequireAsync(connection);
        var last = await connection.ExecuteScalarAsync<long?>("SELECT MAX(recorded_at) FROM source_file");
        return last is { } milliseconds ? Instant.FromStored(milliseconds) : null;
    }

    /// <summary>Whether the database holds months or weeks; null where it holds nothing.</summary>
    internal static async Task<PeriodType?> PeriodTypeAsync(DbConnection connection, DbTransaction? transaction = null) =>
        (PeriodType?)await connection.ExecuteScalarAsync<int?>("SELECT period_type FROM observation LIMIT 1", transaction: transaction);
}
