using FluentMigrator;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>Which places are part of which. By name: a group need not have reports, and so no row among the locations.</summary>
[Migration(4, "hierarchy")]
public sealed class M0004Hierarchy : Migration
{
    public override void Up() =>
        Create
            .Table("location_parent")
            .WithColumn("child")
            .AsString()
            .NotNullable()
            .PrimaryKey("location_parent_key")
            .WithColumn("parent")
            .AsString()
            .NotNullable()
            .WithColumn("recorded_at")
            .AsInt64()
            .NotNullable();

    public override void Down() => Delete.Table("location_parent");
}
