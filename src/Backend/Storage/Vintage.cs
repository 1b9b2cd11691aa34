using System.Data.Common;
using Dapper;

namespace MalariaPredictor.Backend.Storage;

/// <summary>
/// What was known when. Recordings are dated in the order in which they are seen: each later than all before it, and later than
/// whatever was made from the data before it. So the data as of a date never change once the date is in the past of a result.
/// </summary>
public static class Vintage
{
    internal const string Newest = "SELECT MAX(recorded_at) FROM source_file WHERE recorded_at <= @until";

    /// <summary>When the newest recording, or the newest until a time, became known; null where there is none.</summary>
    internal static async Task<DateTimeOffset?> NewestAsync(DbConnection connection, DateTimeOffset? until = null)
    {
        var newest = await connection.ExecuteScalarAsync<long?>(Newest, new { until = Instant.ToStored(until ?? DateTimeOffset.MaxValue) });
        return newest is { } milliseconds ? Instant.FromStored(milliseconds) : null;
    }

    /// <summary>
    /// The date of a result, asked within the transaction that stores it: now; but where a recording came after the data were
    /// read, just before that, for it did not enter. The data as of this date are those that entered, for ever.
    /// </summary>
    /// <param name="writing">Within a write: no recording is in flight.</param>
    /// <param name="seen">The newest recording that entered.</param>
    /// <param name="now">The clock's time.</param>
    internal static async Task<DateTimeOffset> DateAsync(DbConnection writing, DateTimeOffset seen, DateTimeOffset now)
    {
        var next = await writing.ExecuteScalarAsync<long?>(
            "SELECT MIN(recorded_at) FROM source_file WHERE recorded_at > @seen",
            new { seen = Instant.ToStored(seen) }
        );
        var date = Math.Max(Instant.ToStored(now), Instant.ToStored(seen));
        return Instant.FromStored(next is { } later ? Math.Min(date, later - 1) : date);
    }

    /// <summary>The date of a recording that begins: now, or later where a clock was set back or differs between machines.</summary>
    internal static async Task<DateTimeOffset> NextAsync(DbConnection writing, DateTimeOffset now)
    {
        var last = await writing.ExecuteScalarAsync<long?>(
            """
            SELECT MAX(latest) FROM (
                SELECT MAX(recorded_at) AS latest FROM source_file
                UNION ALL SELECT MAX(issued_at) FROM forecast_run
                UNION ALL SELECT MAX(created_at) FROM model_version
                UNION ALL SELECT MAX(recorded_at) FROM location_parent) AS dated
            """
        );
        return Instant.FromStored(Math.Max(Instant.ToStored(now), (last ?? 0) + 1));
    }
}
