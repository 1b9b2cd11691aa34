using System.Data.Common;
using Dapper;

namespace MalariaPredictor.Backend.Storage;

/// <summary>The newest known values of one location.</summary>
internal static class KnownValues
{
    private const string OldestFirst =
        """
        SELECT variable_id, period_ordinal, value FROM observation WHERE location_id = @location
        ORDER BY variable_id, period_ordinal, recorded_at
        """;

    /// <summary>By variable and period; NaN where the value is known to be missing, no entry where nothing was ever said.</summary>
    public static async Task<Dictionary<(long Variable, int Ordinal), double>> OfAsync(Recording recording, long location)
    {
        await using var reader = await recording.Connection.ExecuteReaderAsync(OldestFirst, new { location }, recording.Transaction);
        return Read(reader);
    }

    private static Dictionary<(long Variable, int Ordinal), double> Read(DbDataReader reader)
    {
        var known = new Dictionary<(long, int), double>();
        while (reader.Read())
        {
            known[(reader.GetInt64(0), reader.GetInt32(1))] = reader.IsDBNull(2) ? double.NaN : reader.GetDouble(2);
        }

        return known;
    }
}
