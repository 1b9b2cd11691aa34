using FluentMigrator;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>For the rare statement of a migration that the databases write differently.</summary>
internal static class Dialects
{
    /// <summary>Takes FluentMigrator's name of a database.</summary>
    public static bool IsSqlite(string database) => database.StartsWith(ProcessorIdConstants.SQLite, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc cref="IsSqlite"/>
    public static bool IsPostgres(string database) =>
        database.StartsWith(ProcessorIdConstants.Postgres, StringComparison.OrdinalIgnoreCase);
}
