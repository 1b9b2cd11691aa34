using System.Data.Common;
using Dapper;
using MalariaPredictor.Backend.Storage.Engines;

namespace MalariaPredictor.Backend.Storage;

/// <summary>
/// The newest known values of some locations: for each, by variable and period; NaN where the value is known to be missing.
/// </summary>
internal sealed class KnownValues
{
    /// <summary>Of the parameter <c>@locations</c>, an array: PostgreSQL takes it as one, for SQLite it is written out.</summary>
    internal static string OldestFirst(Dialect dialect) =>
        $"""
            SELECT location_id, variable_id, period_ordinal, value FROM observation
            WHERE location_id {(dialect == Dialect.Postgres ? "= ANY(@locations)" : "IN @locations")}
            ORDER BY location_id, variable_id, period_ordinal, recorded_at
            """;

    private static readonly Dictionary<(long Variable, int Ordinal), double> Nothing = [];

    private readonly Dictionary<long, Dictionary<(long Variable, int Ordinal), double>> _byLocation = [];

    /// <summary>No entry where nothing was ever said.</summary>
    public Dictionary<(long Variable, int Ordinal), double> Of(long location) => _byLocation.GetValueOrDefault(location, Nothing);

    public static async Task<KnownValues> ReadAsync(Dialect dialect, DbConnection connection, long[] locations)
    {
        await using var reader = await connection.ExecuteReaderAsync(OldestFirst(dialect), new { locations });
        return Read(reader);
    }

    private static KnownValues Read(DbDataReader reader)
    {
        var known = new KnownValues();
        while (reader.Read())
        {
            if (!known._byLocation.TryGetValue(reader.GetInt64(0), out var values))
            {
                known._byLocation[reader.GetInt64(0)] = values = [];
            }

            values[(reader.GetInt64(1), reader.GetInt32(2))] = reader.IsDBNull(3) ? double.NaN : reader.GetDouble(3);
        }

        return known;
    }
}
