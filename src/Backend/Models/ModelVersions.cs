using System.Data.Common;
using Dapper;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Models;

/// <summary>The local model registry: versions are only ever added, aliases say which of them is live.</summary>
public sealed class ModelVersions(Database database, TimeProvider time)
{
    private const string Columns = """
        SELECT v.name AS Name, v.version AS Version, v.digest AS Digest, v.algorithm AS Algorithm, v.settings AS Settings,
            v.trained_on AS TrainedOn, v.scores AS Scores, v.created_at AS CreatedAt
        FROM model_version v
        """;

    private const string ByAlias = Columns + """

        JOIN model_alias a ON a.name = v.name AND a.version = v.version
        WHERE a.name = @name AND a.alias = @alias
        """;

    /// <summary>
    /// Registers the model and points the champion alias at it. A model whose digest is known is not registered again, so doing
    /// this twice changes nothing.
    /// </summary>
    /// <returns>The registered version, and whether it is new.</returns>
    public async Task<(ModelVersion Version, bool Created)> Promote(ModelDraft draft, CancellationToken stop)
    {
        await using var connection = await database.OpenAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var known = await ByDigest(connection, draft.Digest);
        var version = known ?? await Insert(connection, draft);
        await connection.ExecuteAsync(
            """
            INSERT INTO model_alias (name, alias, version, moved_at) VALUES (@Name, @alias, @Version, @now)
            ON CONFLICT (name, alias) DO UPDATE SET version = excluded.version, moved_at = excluded.moved_at
            WHERE model_alias.version <> excluded.version
            """,
            new { version.Name, alias = ModelVersion.Champion, version.Version, now = Instant.ToStored(time.GetUtcNow()) });
        await transaction.CommitAsync(stop);
        return (version, known is null);
    }

    /// <summary>The version an alias points at, or null.</summary>
    public async Task<ModelVersion?> Champion(CancellationToken stop)
    {
        await using var connection = await database.OpenAsync(stop);
        return (await connection.QuerySingleOrDefaultAsync<Row>(ByAlias, new { name = ModelVersion.Predictor, alias = ModelVersion.Champion }))?.Model;
    }

    /// <summary>Every version, newest first.</summary>
    public async Task<IReadOnlyList<ModelVersion>> All(CancellationToken stop)
    {
        await using var connection = await database.OpenAsync(stop);
        return [.. (await connection.QueryAsync<Row>(Columns + " ORDER BY v.name, v.version DESC")).Select(row => row.Model)];
    }

    /// <summary>The version with this digest, or null.</summary>
    public static async Task<ModelVersion?> ByDigest(DbConnection connection, string digest) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(Columns + " WHERE v.digest = @digest", new { digest }))?.Model;

    private async Task<ModelVersion> Insert(DbConnection connection, ModelDraft draft)
    {
        var last = await connection.ExecuteScalarAsync<int?>(
            "SELECT MAX(version) FROM model_version WHERE name = @Name", new { Name = ModelVersion.Predictor });
        var now = time.GetUtcNow();
        var version = new ModelVersion(
            ModelVersion.Predictor, (last ?? 0) + 1, draft.Digest, draft.Algorithm, draft.Settings, draft.TrainedOn, draft.Scores,
            Instant.FromStored(Instant.ToStored(now)));
        await connection.ExecuteAsync(
            """
            INSERT INTO model_version (name, version, digest, algorithm, settings, trained_on, scores, created_at)
            VALUES (@Name, @Version, @Digest, @Algorithm, @Settings, @TrainedOn, @Scores, @CreatedAt)
            """,
            new
            {
                version.Name, version.Version, version.Digest, version.Algorithm, version.Settings, version.TrainedOn, version.Scores,
                CreatedAt = Instant.ToStored(version.CreatedAt),
            });
        return version;
    }

    private sealed record Row(
        string Name, long Version, string Digest, string Algorithm, string Settings, string TrainedOn, string Scores, long CreatedAt)
    {
        public ModelVersion Model => new(
            Name, checked((int)Version), Digest, Algorithm, Settings, TrainedOn, Scores, Instant.FromStored(CreatedAt));
    }
}
