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
    /// <returns>The run's id, and whether it is new.</returns>
    public async Task<(long Id, bool Created)> Save(
        ModelVersion model, ForecastTable table, string dataDigest, DateTimeOffset issuedAt, CancellationToken stop)
    {
        await using var connection = await database.OpenAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var id = await connection.ExecuteScalarAsync<long>("SELECT COALESCE(MAX(id), 0) + 1 FROM forecast_run");
        var key = new
        {
            id, model = model.Digest, type = (int)table.Origin.Type, origin = table.Origin.Ordinal, data = dataDigest, at = Instant.ToStored(issuedAt),
        };
        var created = await connection.ExecuteAsync(
            """
            INSERT INTO forecast_run (id, model_digest, period_type, origin_ordinal, data_digest, issued_at)
            VALUES (@id, @model, @type, @origin, @data, @at)
            ON CONFLICT (model_digest, origin_ordinal, data_digest) DO NOTHING
            """,
            key) > 0;
        if (created)
        {
            await InsertForecasts(connection, id, table);
        }
        else
        {
            id = await connection.ExecuteScalarAsync<long>(
                "SELECT id FROM forecast_run WHERE model_digest = @model AND origin_ordinal = @origin AND data_digest = @data", key);
        }

        await transaction.CommitAsync(stop);
        return (id, created);
    }

    /// <summary>The run to serve: the champion's newest; while the champion has none yet, the newest of any model.</summary>
    public async Task<ForecastRun?> Latest(CancellationToken stop) => await First(
        Runs + """

        ORDER BY CASE WHEN model_digest = (
            SELECT v.digest FROM model_version v JOIN model_alias a ON a.name = v.name AND a.version = v.version
            WHERE a.name = @name AND a.alias = @alias) THEN 0 ELSE 1 END, origin_ordinal DESC, id DESC
        """,
        new { name = ModelVersion.Predictor, alias = ModelVersion.Champion }, stop);

    /// <summary>The run of a past origin: the newest made by the given model, else by any.</summary>
    public async Task<ForecastRun?> At(Period origin, string modelDigest, CancellationToken stop) => await First(
        Runs + """

        WHERE period_type = @type AND origin_ordinal = @origin
        ORDER BY CASE WHEN model_digest = @modelDigest THEN 0 ELSE 1 END, id DESC
        """,
        new { type = (int)origin.Type, origin = origin.Ordinal, modelDigest }, stop);

    /// <summary>The origins that have stored forecasts, newest first.</summary>
    public async Task<IReadOnlyList<Period>> Origins(CancellationToken stop)
    {
        await using var connection = await database.OpenAsync(stop);
        var rows = await connection.QueryAsync<(long Type, long Ordinal)>(
            "SELECT DISTINCT period_type, origin_ordinal FROM forecast_run ORDER BY origin_ordinal DESC");
        return [.. rows.Select(row => StoredPeriod.From((PeriodType)row.Type, checked((int)row.Ordinal)))];
    }

    /// <summary>Changes whenever what is to be served may have changed; one cheap query.</summary>
    public async Task<string> Stamp(CancellationToken stop)
    {
        await using var connection = await database.OpenAsync(stop);
        return await connection.ExecuteScalarAsync<string>(
            """
            SELECT COALESCE((SELECT MAX(id) FROM forecast_run), 0) || '/' || COALESCE((SELECT MAX(id) FROM source_file), 0)
                || '/' || COALESCE((SELECT MAX(version) FROM model_alias WHERE name = @name AND alias = @alias), 0)
            """,
            new { name = ModelVersion.Predictor, alias = ModelVersion.Champion }) ?? "";
    }

    private async Task<ForecastRun?> First(string sql, object parameters, CancellationToken stop)
    {
        await using var connection = await database.OpenAsync(stop);
        var run = await connection.QueryFirstOrDefaultAsync<RunRow>(sql + " LIMIT 1", parameters);
        return run is null ? null : await Read(connection, run);
    }

    private static async Task<ForecastRun?> Read(DbConnection connection, RunRow run)
    {
        if (await ModelVersions.ByDigest(connection, run.ModelDigest) is not { } model)
        {
            throw new InvalidDataException($"Forecast run {run.Id} was made by the model {run.ModelDigest}, which is not registered.");
        }

        var type = (PeriodType)run.PeriodType;
        var simulated = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM source_file WHERE simulated") > 0;
        var rows = (await connection.QueryAsync<ForecastRow>(
            """
            SELECT l.name AS Location, f.horizon AS Horizon, f.target_ordinal AS Target, f.quantiles AS Quantiles
            FROM forecast f JOIN location l ON l.id = f.location_id WHERE f.run_id = @Id ORDER BY f.location_id, f.horizon
            """,
            new { run.Id })).ToLookup(row => row.Location, StringComparer.Ordinal);
        var names = await connection.QueryAsync<string>("SELECT DISTINCT l.name FROM location l WHERE EXISTS (SELECT 1 FROM observation o WHERE o.location_id = l.id)");
        return new ForecastRun(
            run.Id, model, StoredPeriod.From(type, checked((int)run.OriginOrdinal)), run.DataDigest, Instant.FromStored(run.IssuedAt), simulated,
            [.. names.Order(StringComparer.Ordinal).Select(name => new LocationForecast(name, [.. rows[name].Select(row => row.Forecast(type))]))]);
    }

    private static async Task InsertForecasts(DbConnection connection, long run, ForecastTable table)
    {
        var ids = (await connection.QueryAsync<(long Id, string Name)>("SELECT id, name FROM location"))
            .ToDictionary(row => row.Name, row => row.Id, StringComparer.Ordinal);
        var rows =
            from location in Enumerable.Range(0, table.Locations.Count)
            from horizon in Enumerable.Range(0, table.Horizons.Count)
            let forecast = table[location, horizon]
            where forecast is not null
            select new
            {
                run,
                location = ids[table.Locations[location]],
                horizon = table.Horizons[horizon],
                target = table.Origin.Plus(table.Horizons[horizon]).Ordinal,
                quantiles = StoredQuantiles.Write(forecast),
            };
        await connection.ExecuteAsync(
            """
            INSERT INTO forecast (run_id, location_id, horizon, target_ordinal, quantiles)
            VALUES (@run, @location, @horizon, @target, @quantiles)
            """,
            rows);
    }

    private sealed record RunRow(long Id, string ModelDigest, long PeriodType, long OriginOrdinal, string DataDigest, long IssuedAt);

    private sealed record ForecastRow(string Location, long Horizon, long Target, string Quantiles)
    {
        public HorizonForecast Forecast(PeriodType type) =>
            new(checked((int)Horizon), StoredPeriod.From(type, checked((int)Target)), StoredQuantiles.Read(Quantiles));
    }
}
