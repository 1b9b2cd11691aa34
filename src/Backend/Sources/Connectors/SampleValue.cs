using System.Globalization;
using Dapper;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Connectors;

/// <summary>One value that a source brought, for people to see whether it makes sense.</summary>
internal static class SampleValue
{
    private const string What = "sample value";

    /// <summary>The newest value that is stored from a source.</summary>
    /// <param name="database">Where.</param>
    /// <param name="source">The connector's name, with which the names of its stored files begin.</param>
    /// <param name="otherwise">Why none is asked for now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<CheckLine> NewestAsync(Database database, string source, string otherwise, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                var row = (
                    await connection.QueryAsync<Row>(
                        """
                        SELECT l.name AS Place, v.name AS Variable, o.period_type AS Type, o.period_ordinal AS Ordinal, o.value AS Value
                        FROM observation o JOIN location l ON l.id = o.location_id JOIN variable v ON v.id = o.variable_id
                            JOIN source_file s ON s.id = o.source_id
                        WHERE o.value IS NOT NULL AND s.name LIKE @prefix
                        ORDER BY o.period_ordinal DESC, o.recorded_at DESC, v.name, l.name LIMIT 1
                        """,
                        new { prefix = $"{source} %" }
                    )
                ).FirstOrDefault();
                return row is null
                    ? CheckLine.Unknown(What, $"nothing is stored yet; {otherwise}")
                    : CheckLine.Fine(
                        What,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{row.Variable} of {row.Place} in {row.Period}: {row.Value:0.##} (stored)"
                        )
                    );
            },
            cancellationToken
        );

    // Filled by name: the databases differ in the width of integers.
    private sealed class Row
    {
        public string Place { get; set; } = "";

        public string Variable { get; set; } = "";

        public int Type { get; set; }

        public int Ordinal { get; set; }

        public double Value { get; set; }

        public Period Period => StoredPeriod.From((PeriodType)Type, Ordinal);
    }
}
