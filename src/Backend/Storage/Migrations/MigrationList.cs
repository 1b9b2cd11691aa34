using System.Reflection;
using FluentMigrator;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>Every migration in this build, oldest first.</summary>
internal static class MigrationList
{
    public static IReadOnlyList<(long Version, string Name)> All { get; } =
    [
        .. typeof(MigrationList)
            .Assembly.GetTypes()
            .Select(type => type.GetCustomAttribute<MigrationAttribute>())
            .OfType<MigrationAttribute>()
            .Select(migration => (migration.Version, migration.Description ?? string.Empty))
            .OrderBy(migration => migration.Version),
    ];
}
