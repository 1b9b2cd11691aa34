using System.Data.Common;
using Dapper;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Storage;

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

        return scan.IsEmpty ? null : scan.Build(type, await NamesAsync(connection, "location"), await NamesAsync(connection, "variable"));
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

    private static async Task<Dictionary<long, string>> NamesAsync(DbConnection connection, string table)
    {
        // The table's name is one of two constants above.
        var rows = await connection.QueryAsync<(long Id, string Name)>("SELECT id, name FROM " + table);
        return rows.ToDictionary(row => row.Id, row => row.Name);
    }
}
