using FluentMigrator.Runner.VersionTableInfo;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>Where FluentMigrator remembers what it has applied, in the naming of our other tables.</summary>
[VersionTableMetaData]
public sealed class SchemaVersionTable : IVersionTableMetaData
{
    public string SchemaName => string.Empty;

    public string TableName => "schema_version";

    public string ColumnName => "version";

    public string UniqueIndexName => "schema_version_once";

    public string AppliedOnColumnName => "applied_on";

    public string DescriptionColumnName => "description";

    public bool OwnsSchema => true;

    public bool CreateWithPrimaryKey => false;
}
