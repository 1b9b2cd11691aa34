using FluentMigrator;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>
/// Which place is which unit of a source, under its lasting identifier; which names places had before; and what was published where, with
/// what was there before.
/// </summary>
[Migration(9, "units")]
public sealed class M0009Units : Migration
{
    public override void Up()
    {
        Create
            .Table("source_unit")
            .WithColumn("source")
            .AsString()
            .NotNullable()
            .PrimaryKey("source_unit_key")
            .WithColumn("unit")
            .AsString()
            .NotNullable()
            .PrimaryKey("source_unit_key")
            .WithColumn("location_id")
            .AsInt64()
            .NotNullable()
            .WithColumn("name")
            .AsString()
            .NotNullable()
            .WithColumn("parent")
            .AsString()
            .Nullable()
            .WithColumn("seen_at")
            .AsInt64()
            .NotNullable()
            .WithColumn("gone_at")
            .AsInt64()
            .Nullable();
        Create
            .Index("source_unit_of_location")
            .OnTable("source_unit")
            .OnColumn("source")
            .Ascending()
            .OnColumn("location_id")
            .Ascending()
            .WithOptions()
            .Unique();

        // A past forecast is made again from the names of then: they are part of what its model saw.
        Create
            .Table("location_rename")
            .WithColumn("location_id")
            .AsInt64()
            .NotNullable()
            .PrimaryKey("location_rename_key")
            .WithColumn("recorded_at")
            .AsInt64()
            .NotNullable()
            .PrimaryKey("location_rename_key")
            .WithColumn("before")
            .AsString()
            .NotNullable();

        Create
            .Table("publication")
            .WithColumn("id")
            .AsInt64()
            .PrimaryKey()
            .WithColumn("target")
            .AsString()
            .NotNullable()
            .WithColumn("run_id")
            .AsInt64()
            .NotNullable()
            .WithColumn("begun_at")
            .AsInt64()
            .NotNullable()
            .WithColumn("ended_at")
            .AsInt64()
            .Nullable()
            .WithColumn("state")
            .AsString()
            .NotNullable();

        Create
            .Table("published_value")
            .WithColumn("publication_id")
            .AsInt64()
            .NotNullable()
            .PrimaryKey("published_value_key")
            .WithColumn("element")
            .AsString()
            .NotNullable()
            .PrimaryKey("published_value_key")
            .WithColumn("unit")
            .AsString()
            .NotNullable()
            .PrimaryKey("published_value_key")
            .WithColumn("period")
            .AsString()
            .NotNullable()
            .PrimaryKey("published_value_key")
            .WithColumn("before")
            .AsString()
            .NotNullable()
            .WithColumn("after")
            .AsString()
            .NotNullable();
    }

    public override void Down()
    {
        Delete.Table("published_value");
        Delete.Table("publication");
        Delete.Table("location_rename");
        Delete.Table("source_unit");
    }
}
