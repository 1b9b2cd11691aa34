using System.Data.Common;
using Dapper;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>Stored forecasts. A run is written once, in one transaction, and never changed.</summary>
public sealed class ForecastStore(Database database)
{
    private const string Runs = """
        SELECT id AS Id, model_digest AS ModelDigest, period_type AS PeriodType, origin_ordinal AS OriginOrdinal,
            data_digest AS DataDigest, issued_at AS IssuedAt
        FROM forecast_run
        """;

    /// <summary>Stores a run, unless the same model, origin and data have one already.</summary>
    /// <param name="model">Made it.</param>
    /// <param name="table">The forecasts.</param>
    /// <param name="dataDigest">Of the panel they were made from.</param>
    /// <param name="seen">The newest recording in that panel.</param>
    /// <param name="now">The clock's time, by which the run is dated.</param>
    /// <param name="cancellationToken">Stops it; nothing is kept.</param>
    /// <returns>The run's id, and whether it is new.</returns>
    public Task<(long Id, bool Created)> SaveAsync(
        ModelVersion model,
        ForecastTable table,
        string dataDigest,
        DateTimeOffset seen,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            async connection =>
            {
                var id = await connection.ExecuteScalarAsync<long>("SELECT COALESCE(MAX(id), 0) + 1 FROM forecast_run");
                var date = await Vintage.DateAsync(connection, seen, now);
                var key = new
                {
                    id,
                    model = model.Digest,
                    type = (int)table.Origin.Type,
                    origin = table.Origin.Ordinal,
                    data = dataDigest,
                    at = Instant.ToStored(date),
                };
                var created =
                    await connection.ExecuteAsync(
                        """
                        INSERT INTO forecast_run (id, model_digest, period_type, origin_ordinal, data_digest, issued_at)
                        VALUES (@id, @model, @type, @origin, @data, @at)
                        ON CONFLICT (model_digest, origin_ordinal, data_digest) DO NOTHING
                        """,
                        key
                    ) > 0;
                if (created)
                {
                    await InsertAsync(connection, id, table, bySpecies: false, cancellationToken);
                    await InsertAsync(connection, id, table, bySpecies: true, cancellationToken);
                    return (id, created);
                }

                return (
                    await connection.ExecuteScalarAsync<long>(
                        "SELECT id FROM forecast_run WHERE model_digest = @model AND origin_ordinal = @origin AND data_digest = @data",
                        key
                    ),
                    created
                );
            },
            cancellationToken
        );

    /// <summary>
    /// The run to serve: the champion's; while the champion has none yet, one of any model. Of these the newest origin that the data reach,
    /// and of its runs the one made from the data as they are known now, else the newest. A run from a period that was withdrawn is served
    /// only where there is no other.
    /// </summary>
    /// <param name="known">The data known now.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ForecastRun?> LatestAsync(Panel known, CancellationToken cancellationToken)
    {
        var newest = await HeadAsync(
            """
            ORDER BY CASE WHEN model_digest = (
                SELECT v.digest FROM model_version v JOIN model_alias a ON a.name = v.name AND a.version = v.version
                WHERE a.name = @name AND a.alias = @alias) THEN 0 ELSE 1 END,
                CASE WHEN origin_ordinal <= @reached THEN 0 ELSE 1 END, origin_ordinal DESC, id DESC
            """,
            new
            {
                name = ModelVersion.Predictor,
                alias = ModelVersion.Champion,
                reached = ForecastOrigin.Of(known)?.Ordinal ?? int.MaxValue,
            },
            cancellationToken
        );
        return newest is null
            ? null
            : await AtAsync(
                StoredPeriod.From((PeriodType)newest.PeriodType, newest.OriginOrdinal),
                newest.ModelDigest,
                known,
                cancellationToken
            );
    }

    /// <summary>
    /// The run of an origin: made by the given model, else by any; of these the one made from the data as they are known now, else the
    /// newest.
    /// </summary>
    /// <param name="origin">The last period known to it.</param>
    /// <param name="modelDigest">Of the model.</param>
    /// <param name="known">The data known now.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ForecastRun?> AtAsync(Period origin, string modelDigest, Panel known, CancellationToken cancellationToken)
    {
        var data = DigestAt(known, origin);
        var found = await FirstAsync(
            """
            WHERE period_type = @type AND origin_ordinal = @origin
            ORDER BY CASE WHEN model_digest = @modelDigest THEN 0 ELSE 1 END, CASE WHEN data_digest = @data THEN 0 ELSE 1 END, id DESC
            """,
            new
            {
                type = (int)origin.Type,
                origin = origin.Ordinal,
                modelDigest,
                data,
            },
            cancellationToken
        );
        return found is null ? null : found with { Superseded = found.DataDigest != data };
    }

    /// <summary>The newest run that was there at a time, by the names that its places had then.</summary>
    public async Task<ForecastRun?> IssuedByAsync(DateTimeOffset time, CancellationToken cancellationToken) =>
        await FirstAsync(
            "WHERE issued_at <= @time ORDER BY issued_at DESC, id DESC",
            new { time = Instant.ToStored(time) },
            cancellationToken
        )
            is { } found
            ? found with
            {
                Locations = await database.ReadAsync(connection => NamedAsOfAsync(connection, found.Locations, time), cancellationToken),
            }
            : null;

    /// <summary>The origins that have stored forecasts, newest first.</summary>
    public Task<IReadOnlyList<Period>> OriginsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Period>>(
            async connection =>
            {
                var rows = await connection.QueryAsync<(int Type, int Ordinal)>(
                    "SELECT DISTINCT period_type, origin_ordinal FROM forecast_run ORDER BY origin_ordinal DESC"
                );
                return [.. rows.Select(row => StoredPeriod.From((PeriodType)row.Type, row.Ordinal))];
            },
            cancellationToken
        );

    /// <summary>Changes whenever what is to be served may have changed; one cheap query.</summary>
    public Task<string> StampAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
                await connection.ExecuteScalarAsync<string>(
                    """
                    SELECT COALESCE((SELECT MAX(id) FROM forecast_run), 0) || '/' || COALESCE((SELECT MAX(id) FROM source_file), 0)
                        || '/' || COALESCE((SELECT MAX(recorded_at) FROM location_parent), 0)
                        || '/' || COALESCE((SELECT MAX(version) FROM model_alias WHERE name = @name AND alias = @alias), 0)
                    """,
                    new { name = ModelVersion.Predictor, alias = ModelVersion.Champion }
                ) ?? "",
            cancellationToken
        );

    // Empty, and so no run's, where the data do not reach the origin.
    private static string DigestAt(Panel known, Period origin) =>
        origin.Type == known.First.Type && origin >= known.First && origin <= known.Last ? PanelDigest.Of(known.UpTo(origin)) : "";

    private Task<RunRow?> HeadAsync(string chosen, object parameters, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.QueryFirstOrDefaultAsync<RunRow>($"{Runs}\n{chosen} LIMIT 1", parameters),
            cancellationToken
        );

    private async Task<ForecastRun?> FirstAsync(string chosen, object parameters, CancellationToken cancellationToken) =>
        await HeadAsync(chosen, parameters, cancellationToken) is { } run
            ? await database.ReadAsync(connection => ReadAsync(connection, run), cancellationToken)
            : null;

    private static async Task<ForecastRun> ReadAsync(DbConnection connection, RunRow run)
    {
        if (await ModelVersions.ByDigestAsync(connection, run.ModelDigest) is not { } model)
        {
            throw new InvalidDataException($"Forecast run {run.Id} was made by the model {run.ModelDigest}, which is not registered.");
        }

        var type = (PeriodType)run.PeriodType;
        var simulated = await SourceFiles.AnySimulatedAsync(connection);
        var rows = (
            await connection.QueryAsync<ForecastRow>(
                """
                SELECT l.name AS Location, f.horizon AS Horizon, f.target_ordinal AS Target, f.quantiles AS Quantiles
                FROM forecast f JOIN location l ON l.id = f.location_id WHERE f.run_id = @Id ORDER BY f.location_id, f.horizon
                """,
                new { run.Id }
            )
        ).ToLookup(row => row.Location, StringComparer.Ordinal);
        var species = await ReadSpeciesAsync(connection, run.Id, type);
        var names = await connection.QueryAsync<string>(
            "SELECT DISTINCT l.name FROM location l WHERE EXISTS (SELECT 1 FROM observation o WHERE o.location_id = l.id)"
        );
        return new ForecastRun(
            run.Id,
            model,
            StoredPeriod.From(type, run.OriginOrdinal),
            run.DataDigest,
            Instant.FromStored(run.IssuedAt),
            simulated,
            [
                .. names
                    .Order(StringComparer.Ordinal)
                    .Select(name => new LocationForecast(name, [.. rows[name].Select(row => row.Forecast(type))])
                    {
                        Species = species[name].ToArray(),
                    }),
            ]
        );
    }

    private static async Task<IReadOnlyList<LocationForecast>> NamedAsOfAsync(
        DbConnection connection,
        IReadOnlyList<LocationForecast> locations,
        DateTimeOffset time
    )
    {
        var (now, then) = (
            await LocationNames.AsOfAsync(connection, DateTimeOffset.MaxValue),
            await LocationNames.AsOfAsync(connection, time)
        );
        var before = now.ToDictionary(pair => pair.Value, pair => then[pair.Key], StringComparer.Ordinal);
        return
        [
            .. locations
                .Select(location => location with { Location = before[location.Location] })
                .OrderBy(location => location.Location, StringComparer.Ordinal),
        ];
    }

    private static async Task<ILookup<string, SpeciesForecast>> ReadSpeciesAsync(DbConnection connection, long run, PeriodType type)
    {
        var rows = await connection.QueryAsync<ForecastRow>(
            """
            SELECT l.name AS Location, s.species AS Species, s.horizon AS Horizon, s.target_ordinal AS Target, s.quantiles AS Quantiles
            FROM species_forecast s JOIN location l ON l.id = s.location_id
            WHERE s.run_id = @run ORDER BY s.location_id, s.species, s.horizon
            """,
            new { run }
        );
        return rows.GroupBy(row => (row.Location, row.Species))
            .ToLookup(
                group => group.Key.Location,
                group => new SpeciesForecast(group.Key.Species, [.. group.Select(row => row.Forecast(type))]),
                StringComparer.Ordinal
            );
    }

    // The table of species has one column more.
    private async Task InsertAsync(
        DbConnection connection,
        long run,
        ForecastTable table,
        bool bySpecies,
        CancellationToken cancellationToken
    )
    {
        var forecasts = bySpecies ? table.Species : [table];
        if (forecasts.Count == 0)
        {
            return;
        }

        var ids = (await connection.QueryAsync<(long Id, string Name)>("SELECT id, name FROM location")).ToDictionary(
            row => row.Name,
            row => row.Id,
            StringComparer.Ordinal
        );
        string[] speciesColumn = bySpecies ? ["species"] : [];
        await using var rows = database.Engine.Append(
            connection,
            bySpecies ? "species_forecast" : "forecast",
            ["run_id", "location_id", .. speciesColumn, "horizon", "target_ordinal", "quantiles"]
        );
        foreach (var location in Enumerable.Range(0, table.Locations.Count).OrderBy(location => ids[table.Locations[location]]))
        {
            for (var part = 0; part < forecasts.Count; part++)
            {
                for (var horizon = 0; horizon < table.Horizons.Count; horizon++)
                {
                    if (forecasts[part][location, horizon] is not { } forecast)
                    {
                        continue;
                    }

                    rows.Add(run);
                    rows.Add(ids[table.Locations[location]]);
                    if (bySpecies)
                    {
                        rows.Add(Variables.Species[part]);
                    }

                    rows.Add(table.Horizons[horizon]);
                    rows.Add(table.Origin.Plus(table.Horizons[horizon]).Ordinal);
                    rows.Add(StoredQuantiles.Write(forecast));
                    rows.EndRow();
                }
            }
        }

        await rows.CompleteAsync(cancellationToken);
    }

    // Filled by name: the databases differ in the width of integers, which a constructor would insist on.
    private sealed class RunRow
    {
        public long Id { get; set; }

        public string ModelDigest { get; set; } = "";

        public int PeriodType { get; set; }

        public int OriginOrdinal { get; set; }

        public string DataDigest { get; set; } = "";

        public long IssuedAt { get; set; }
    }

    private sealed class ForecastRow
    {
        public string Location { get; set; } = "";

        public string Species { get; set; } = "";

        public int Horizon { get; set; }

        public int Target { get; set; }

        public string Quantiles { get; set; } = "";

        public HorizonForecast Forecast(PeriodType type) => new(Horizon, StoredPeriod.From(type, Target), StoredQuantiles.Read(Quantiles));
    }
}
