using System.Data.Common;
using Dapper;
using MalariaPredictor.Backend.Errors;
using Npgsql;

namespace MalariaPredictor.Backend.Storage;

/// <summary>
/// The schema of a database, and whether this build may run on it. A newer schema is fine as long as it only added to what this
/// build reads: each migration records the oldest build (by its newest known schema) that can still run after it.
/// </summary>
/// <param name="Version">The schema's number; 0 for a database without one.</param>
/// <param name="OldestReader">A build must know this schema at least.</param>
public sealed record SchemaState(long Version, long OldestReader)
{
    /// <summary>Null when this build may run on the schema; else why not and what to do.</summary>
    public string? Problem =>
        Version < SchemaRange.Oldest
            ? $"The database has schema {Version}, this build needs {SchemaRange.Oldest} at least. Run: malaria-predictor migrate up."
        : OldestReader > SchemaRange.Newest
            ? $"The database has schema {Version}, which only builds that know schema {OldestReader} can read; this one knows "
                + $"{SchemaRange.Newest}. Use a newer release."
        : null;

    /// <summary>Reads the state; a database that nobody migrated has version 0.</summary>
    public static async Task<SchemaState> ReadAsync(DbConnection connection)
    {
        var tables = await connection.ExecuteScalarAsync<long>(
            connection is NpgsqlConnection
                ? "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public' AND tablename IN ('schema_version', 'schema_reader')"
                : "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name IN ('schema_version', 'schema_reader')"
        );
        return tables < 2
            ? new SchemaState(0, 0)
            : new SchemaState(
                await connection.ExecuteScalarAsync<long?>("SELECT MAX(version) FROM schema_version") ?? 0,
                await connection.ExecuteScalarAsync<long?>("SELECT MAX(oldest_reader) FROM schema_reader") ?? 0
            );
    }

    /// <exception cref="UserFacingException">This build cannot run on the schema.</exception>
    public static async Task RequireAsync(DbConnection connection)
    {
        if ((await ReadAsync(connection)).Problem is { } problem)
        {
            throw new UserFacingException(problem);
        }
    }
}

/// <summary>The database schemas this build can run on.</summary>
public static class SchemaRange
{
    /// <summary>The oldest schema that holds all this build reads.</summary>
    public const long Oldest = 9;

    /// <summary>The newest schema this build knows: what <c>migrate up</c> leads to.</summary>
    public const long Newest = 9;
}
