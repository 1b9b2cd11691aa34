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

    private const string ByAlias =
        Columns
        + """

            JOIN model_alias a ON a.name = v.name AND a.version = v.version
            WHERE a.name = @name AND a.alias = @alias
            """;

    /// <summary>
    /// Registers the model and points the champion alias at it. A model whose digest is known is not registered again, so doing
    /// this twice changes nothing.
    /// </summary>
    /// <param name="draft">The model.</param>
    /// <param name="seen">The newest recording among the data it was judged on.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The registered version, and whether it is new.</returns>
    public Task<(ModelVersion Version, bool Created)> PromoteAsync(
        ModelDraft draft,
        DateTimeOffset seen,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            async connection =>
            {
                var known = await ByDigestAsync(connection, draft.Digest);
                var version = known ?? await InsertAsync(connection, draft, await Vintage.DateAsync(connection, seen, time.GetUtcNow()));
                await connection.ExecuteAsync(
                    """
                    INSERT INTO model_alias (name, alias, version, moved_at) VALUES (@Name, @alias, @Version, @now)
                    ON CONFLICT (name, alias) DO UPDATE SET version = excluded.version, moved_at = excluded.moved_at
                    WHERE model_alias.version <> excluded.version
                    """,
                    new
                    {
                        version.Name,
                        alias = ModelVersion.Champion,
                        version.Version,
                        now = Instant.ToStored(time.GetUtcNow()),
                    }
                );
                return (version, known is null);
            },
            cancellationToken
        );

    /// <summary>The version an alias points at, or null.</summary>
    public Task<ModelVersion?> ChampionAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
                (
                    await connection.QuerySingleOrDefaultAsync<Row>(
                        ByAlias,
                        new { name = ModelVersion.Predictor, alias = ModelVersion.Champion }
                    )
                )?.Model,
            cancellationToken
        );

    /// <summary>Every version, newest first.</summary>
    public Task<IReadOnlyList<ModelVersion>> AllAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ModelVersion>>(
            async connection =>
                [.. (await connection.QueryAsync<Row>(Columns + " ORDER BY v.name, v.version DESC")).Select(row => row.Model)],
            cancellationToken
        );

    /// <summary>The version with this digest, or null.</summary>
    public static async Task<ModelVersion?> ByDigestAsync(DbConnection connection, string digest) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(Columns + " WHERE v.digest = @digest", new { digest }))?.Model;

    private static async Task<ModelVersion> InsertAsync(DbConnection connection, ModelDraft draft, DateTimeOffset date)
    {
        var last = await connection.ExecuteScalarAsync<int?>(
            "SELECT MAX(version) FROM model_version WHERE name = @Name",
            new { Name = ModelVersion.Predictor }
        );
        var version = new ModelVersion(
            ModelVersion.Predictor,
            (last ?? 0) + 1,
            draft.Digest,
            draft.Algorithm,
            draft.Settings,
            draft.TrainedOn,
            draft.Scores,
            date
        );
        await connection.ExecuteAsync(
            """
            INSERT INTO model_version (id, name, version, digest, algorithm, settings, trained_on, scores, created_at)
            SELECT COALESCE(MAX(id), 0) + 1, @Name, @Version, @Digest, @Algorithm, @Settings, @TrainedOn, @Scores, @CreatedAt
            FROM model_version
            """,
            new
            {
                version.Name,
                version.Version,
                version.Digest,
                version.Algorithm,
                version.Settings,
                version.TrainedOn,
                version.Scores,
                CreatedAt = Instant.ToStored(version.CreatedAt),
            }
        );
        return version;
    }

    // Filled by name: the databases differ in the width of integers, which a constructor would insist on.
    private sealed class Row
    {
        public string Name { get; set; } = "";

        public int Version { get; set; }

        public string Digest { get; set; } = "";

        public string Algorithm { get; set; } = "";

        public string Settings { get; set; } = "";

        public string TrainedOn { get; set; } = "";

        public string Scores { get; set; } = "";

        public long CreatedAt { get; set; }

        public ModelVersion Model => new(Name, Version, Digest, Algorithm, Settings, TrainedOn, Scores, Instant.FromStored(CreatedAt));
    }
}
