using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Migrations;
using MalariaPredictor.Pipeline.Migrations.Sql;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Process.Slots;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process;

/// <summary>Runs commands of an artifact's executable.</summary>
internal sealed class BackendTool(string artifact, string workingDirectory, IReadOnlyDictionary<string, string> environment)
{
    private readonly Tool _tool = new(workingDirectory, Configuration.ForProcess(environment));

    /// <summary>What the command printed on stdout.</summary>
    public async Task<string> RunAsync(
        IReadOnlyList<string> arguments,
        string purpose,
        string remedy,
        CancellationToken cancellationToken
    ) => (await SucceedAsync(arguments, purpose, remedy, cancellationToken)).Output;

    public Task<Tool.Result> SucceedAsync(
        IReadOnlyList<string> arguments,
        string purpose,
        string remedy,
        CancellationToken cancellationToken
    ) => _tool.SucceedAsync([.. SlotProcess.Command(artifact), .. arguments], purpose, remedy, cancellationToken);

    /// <summary>Where the database stands that the environment names.</summary>
    public async Task<DatabaseSchema> SchemaAsync(CancellationToken cancellationToken)
    {
        var text = await RunAsync(
            ["migrate", "status", "--json"],
            $"asking the artifact {artifact} for the database's schema",
            "Look at DATABASE_URL and the database it names.",
            cancellationToken
        );
        try
        {
            using var document = JsonDocument.Parse(text);
            var version = document.RootElement.GetProperty("to").GetInt64();
            // An artifact that does not tell which readers a schema admits is held to the strict reading: only its own.
            return new DatabaseSchema(
                version,
                document.RootElement.TryGetProperty("oldestReader", out var reader) ? reader.GetInt64() : version,
                document.RootElement.TryGetProperty("hypertables", out var tables)
                    ? [.. tables.EnumerateArray().Select(table => table.GetString()!)]
                    : null
            );
        }
        catch (Exception shape) when (shape is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UserFacingException(
                $"the artifact {artifact} does not report the database's schema: {text.Trim()}",
                "It is not a published malaria-predictor.",
                shape
            );
        }
    }

    /// <summary>Every migration that the artifact carries, oldest first.</summary>
    public async Task<IReadOnlyList<MigrationScript>> MigrationsAsync(SqlDialect dialect, CancellationToken cancellationToken) =>
        await ReadAsync(
            ["migrate", "sql", "--dialect", dialect.ToString().ToLowerInvariant(), "--json"],
            "its migrations",
            MigrationJson.Default.MigrationScriptArray,
            cancellationToken
        );

    /// <summary>Every model that is registered in the database, each hashed again.</summary>
    public async Task<IReadOnlyList<RegisteredModel>> ModelsAsync(CancellationToken cancellationToken) =>
        await ReadAsync(["models", "--json"], "the registered models", RegisteredModelJson.Default.RegisteredModelArray, cancellationToken);

    private async Task<T[]> ReadAsync<T>(
        IReadOnlyList<string> arguments,
        string what,
        JsonTypeInfo<T[]> form,
        CancellationToken cancellationToken
    )
    {
        var text = await RunAsync(
            arguments,
            $"asking the artifact {artifact} for {what}",
            "It is not a published malaria-predictor, or one from before it could tell.",
            cancellationToken
        );
        try
        {
            return JsonSerializer.Deserialize(text, form) ?? [];
        }
        catch (JsonException shape)
        {
            throw new UserFacingException(
                $"the artifact {artifact} does not print {what}: {text.Trim()}",
                "It is not a published malaria-predictor.",
                shape
            );
        }
    }

    /// <summary>What the artifact says of itself.</summary>
    public async Task<(string Commit, SchemaRange Schema)> VersionAsync(CancellationToken cancellationToken)
    {
        var text = await RunAsync(
            ["version", "--json"],
            $"asking the artifact {artifact} for its version",
            "It is not a published malaria-predictor.",
            cancellationToken
        );
        try
        {
            using var document = JsonDocument.Parse(text);
            var schema = document.RootElement.GetProperty("schema");
            return (
                document.RootElement.GetProperty("commit").GetString()!,
                new SchemaRange(schema.GetProperty("min").GetInt64(), schema.GetProperty("max").GetInt64())
            );
        }
        catch (Exception shape) when (shape is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UserFacingException(
                $"the artifact {artifact} does not report its commit and schema: {text.Trim()}",
                "It is not a published malaria-predictor.",
                shape
            );
        }
    }
}

/// <summary>A model as an artifact finds it in its database.</summary>
/// <param name="Name">Of the registered model.</param>
/// <param name="Version">Of it.</param>
/// <param name="Digest">Its identity.</param>
/// <param name="Champion">True for the one that is live.</param>
/// <param name="Whole">True when what is stored still has that digest.</param>
internal sealed record RegisteredModel(string Name, int Version, string Digest, bool Champion, bool Whole);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(RegisteredModel[]))]
internal sealed partial class RegisteredModelJson : JsonSerializerContext;
