using FluentMigrator;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>Registered model versions, and the aliases (champion, challenger) that say which of them is live.</summary>
[Migration(2, "models")]
public sealed class M0002Models : Migration
{
    public override void Up()
    {
        Create
            .Table("model_version")
            .WithColumn("id")
            .AsInt64()
            .PrimaryKey()
            .WithColumn("name")
            .AsString()
            .NotNullable()
            .WithColumn("version")
            .AsInt32()
            .NotNullable()
            .WithColumn("digest")
            .AsString(64)
            .NotNullable()
            .Unique("model_version_digest")
            .WithColumn("algorithm")
            .AsString()
            .NotNullable()
            .WithColumn("settings")
            .AsString(int.MaxValue)
            .NotNullable()
            .WithColumn("trained_on")
            .AsString(64)
            .NotNullable()
            .WithColumn("scores")
            .AsString(int.MaxValue)
            .NotNullable()
            .WithColumn("created_at")
            .AsInt64()
            .NotNullable();
        Create
            .Index("model_version_once")
            .OnTable("model_version")
            .OnColumn("name")
            .Ascending()
            .OnColumn("version")
            .Ascending()
            .WithOptions()
            .Unique();

        Create
            .Table("model_alias")
            .WithColumn("name")
            .AsString()
            .NotNullable()
            .PrimaryKey("model_alias_key")
            .WithColumn("alias")
            .AsString()
            .NotNullable()
            .PrimaryKey("model_alias_key")
            .WithColumn("version")
            .AsInt32()
            .NotNullable()
            .WithColumn("moved_at")
            .AsInt64()
            .NotNullable();
    }

    public override void Down()
    {
        Delete.Table("model_alias");
        Delete.Table("model_version");
    }
}
