using FluentMigrator;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>Where, what, when it was, when it became known, and from which file. Observations are only ever appended.</summary>
[Migration(1, "observations")]
public sealed class M0001Observations : Migration
{
    public override void Up()
    {
        Create.Table("schema_reader").WithColumn("oldest_reader").AsInt64().NotNullable();

        Create.Table("source_file")
            .WithColumn("id").AsInt64().PrimaryKey()
            .WithColumn("name").AsString().NotNullable()
            .WithColumn("sha256").AsString(64).NotNullable()
            .WithColumn("recorded_at").AsInt64().NotNullable().Unique("source_file_recorded_at")
            .WithColumn("rows").AsInt64().NotNullable()
            .WithColumn("simulated").AsBoolean().NotNullable()
            .WithColumn("warnings").AsString(int.MaxValue).NotNullable();

        Create.Table("location")
            .WithColumn("id").AsInt64().PrimaryKey()
            .WithColumn("name").AsString().NotNullable().Unique("location_name")
            .WithColumn("geometry").AsString(int.MaxValue).Nullable()
            .WithColumn("outline").AsString(int.MaxValue).Nullable()
            .WithColumn("longitude").AsDouble().Nullable()
            .WithColumn("latitude").AsDouble().Nullable();

        Create.Table("variable")
            .WithColumn("id").AsInt64().PrimaryKey()
            .WithColumn("name").AsString().NotNullable().Unique("variable_name");

        // The key is the order in which a panel is read. SQLite stores the table in that very order; PostgreSQL keeps the value in
        // the key's index, so that reading a panel there is a walk along the index too.
        IfDatabase(Dialects.IsSqlite).Execute.Sql(Observation("") + " WITHOUT ROWID");
        IfDatabase(Dialects.IsPostgres).Execute.Sql(Observation(" INCLUDE (value)"));
    }

    public override void Down()
    {
        Delete.Table("observation");
        Delete.Table("variable");
        Delete.Table("location");
        Delete.Table("source_file");
        Delete.Table("schema_reader");
    }

    private static string Observation(string withKey) =>
        $"""
        CREATE TABLE observation (
            location_id BIGINT NOT NULL REFERENCES location (id),
            variable_id BIGINT NOT NULL REFERENCES variable (id),
            period_type INTEGER NOT NULL,
            period_ordinal INTEGER NOT NULL,
            recorded_at BIGINT NOT NULL,
            value DOUBLE PRECISION NULL,
            source_id BIGINT NOT NULL REFERENCES source_file (id),
            PRIMARY KEY (location_id, variable_id, period_ordinal, recorded_at){withKey}
        )
        """;
}
