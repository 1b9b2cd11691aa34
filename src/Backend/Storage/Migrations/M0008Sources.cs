using FluentMigrator;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>Which parts of which source are stored, and in which of the source's versions: the plan of the next run begins here.</summary>
[Migration(8, "sources")]
public sealed class M0008Sources : Migration
{
    public override void Up() =>
        Create
            .Table("source_part")
            .WithColumn("source")
            .AsString()
            .NotNullable()
            .PrimaryKey("source_part_key")
            .WithColumn("part")
            .AsString()
            .NotNullable()
            .PrimaryKey("source_part_key")
            .WithColumn("scope")
            .AsString(64)
            .NotNullable()
            .WithColumn("first_day")
            .AsInt32()
            .NotNullable()
            .WithColumn("last_day")
            .AsInt32()
            .NotNullable()
            .WithColumn("version")
            .AsString()
            .NotNullable()
            .WithColumn("final")
            .AsBoolean()
            .NotNullable()
            .WithColumn("stored_at")
            .AsInt64()
            .NotNullable()
            .WithColumn("detail")
            .AsString(int.MaxValue)
            .NotNullable();

    public override void Down() => Delete.Table("source_part");
}
