using System.Data.Common;
using Dapper;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Nowcasts;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Quality;

/// <summary>Makes the quality report from everything known.</summary>
public sealed class QualityReader(Database database)
{
    private const string InKeyOrder = """
        SELECT location_id, variable_id, period_ordinal, source_id FROM observation
        ORDER BY location_id, variable_id, period_ordinal, recorded_at
        """;

    /// <param name="now">Today, by which a silent country is told.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="UserFacingException">Nothing is stored.</exception>
    public async Task<QualityReport> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known =
            await new KnownCountsReader(database).ReadAsync(null, cancellationToken)
            ?? throw new UserFacingException("The database holds no observations.", "Import some: malaria-predictor import FILE.");
        var panel = known.Reported;
        var files = await new SourceFiles(database).AllAsync(cancellationToken);
        var flags = await database.ReadAsync(
            connection => WithSourcesAsync(connection, QualityReport.FlagsOf(panel), files, cancellationToken),
            cancellationToken
        );
        var (byPlace, newest, scale) = (
            flags.ToLookup(flag => flag.Location ?? "", StringComparer.Ordinal),
            ReportChecks.Newest(panel),
            ReportingRates.Scale(panel)
        );
        return new QualityReport(
            files.Any(file => file.Simulated),
            panel.First,
            panel.Last,
            newest,
            [.. new[] { QualityReport.Silence(panel, now) }.OfType<string>().Concat(Timeliness.Of(panel, now).Notices)],
            known.Nowcast,
            await database.ReadAsync(
                connection => SourcesAsync(connection, panel.First.Type, files, flags, cancellationToken),
                cancellationToken
            ),
            [.. panel.Locations.Select((name, location) => PlaceQuality.Of(panel, location, newest, scale, byPlace[name].Count()))],
            flags
        );
    }

    private static async Task<IReadOnlyList<SourceQuality>> SourcesAsync(
        DbConnection connection,
        PeriodType type,
        IReadOnlyList<SourceFile> files,
        IReadOnlyList<QualityFlag> flags,
        CancellationToken cancellationToken
    )
    {
        var stored = (
            await connection.QueryAsync<SourceRow>(
                new CommandDefinition(
                    """
                    SELECT s.name AS Name, COUNT(*) AS Stored, COUNT(DISTINCT o.location_id) AS Places,
                        MIN(o.period_ordinal) AS First, MAX(o.period_ordinal) AS Last
                    FROM observation o JOIN source_file s ON s.id = o.source_id GROUP BY s.name
                    """,
                    cancellationToken: cancellationToken
                )
            )
        ).ToDictionary(row => row.Name, StringComparer.Ordinal);
        return
        [
            .. files
                .GroupBy(file => file.Name, StringComparer.Ordinal)
                .OrderBy(source => source.Key, StringComparer.Ordinal)
                .Select(source =>
                {
                    var row = stored.GetValueOrDefault(source.Key);
                    var last = source.MaxBy(file => file.RecordedAt)!;
                    return new SourceQuality(
                        source.Key,
                        source.Count(),
                        last.RecordedAt,
                        row?.Stored ?? 0,
                        row?.Places ?? 0,
                        row is null ? null : StoredPeriod.From(type, row.First),
                        row is null ? null : StoredPeriod.From(type, row.Last),
                        flags.Count(flag => flag.Source == source.Key),
                        last.Warnings
                    );
                }),
        ];
    }

    /// <summary>The flags of one value each with the source of the newest recording of that value.</summary>
    private static async Task<IReadOnlyList<QualityFlag>> WithSourcesAsync(
        DbConnection connection,
        IReadOnlyList<QualityFlag> flags,
        IReadOnlyList<SourceFile> files,
        CancellationToken cancellationToken
    )
    {
        var wanted = flags.Where(flag => flag is { Value: not null, Location: not null }).ToList();
        if (wanted.Count == 0)
        {
            return flags;
        }

        var locations = (await connection.QueryAsync<(long Id, string Name)>("SELECT id, name FROM location")).ToDictionary(
            row => row.Name,
            row => row.Id,
            StringComparer.Ordinal
        );
        var variables = (await connection.QueryAsync<(long Id, string Name)>("SELECT id, name FROM variable")).ToDictionary(
            row => row.Name,
            row => row.Id,
            StringComparer.Ordinal
        );
        var sources = wanted
            .Select(flag => (locations[flag.Location!], variables[flag.Variable], flag.From.Ordinal))
            .Distinct()
            .ToDictionary(key => key, _ => 0L);
        await using (
            var reader = await connection.ExecuteReaderAsync(new CommandDefinition(InKeyOrder, cancellationToken: cancellationToken))
        )
        {
            Fill(sources, reader, cancellationToken);
        }

        var names = files.ToDictionary(file => file.Id, file => file.Name);
        return
        [
            .. flags.Select(flag =>
                flag is { Value: not null, Location: not null }
                    ? flag with
                    {
                        Source = names.GetValueOrDefault(sources[(locations[flag.Location], variables[flag.Variable], flag.From.Ordinal)]),
                    }
                    : flag
            ),
        ];
    }

    // Rows come from memory or the page cache: awaiting each of a million would cost more than reading it.
    private static void Fill(Dictionary<(long, long, int), long> sources, DbDataReader reader, CancellationToken cancellationToken)
    {
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var key = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt32(2));
            if (sources.ContainsKey(key))
            {
                sources[key] = reader.GetInt64(3);
            }
        }
    }

    // Filled by name: the databases differ in the width of integers, which a constructor would insist on.
    private sealed class SourceRow
    {
        public string Name { get; set; } = "";

        public long Stored { get; set; }

        public long Places { get; set; }

        public int First { get; set; }

        public int Last { get; set; }
    }
}
