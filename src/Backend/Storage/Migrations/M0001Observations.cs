using FluentMigrator;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>Where, what, when it was, when it became known, and from which file. Observations are only ever appended.</summary>
[Migration(1, "observations")]
public sealed class M0001Observations : Migration
{
    public override void Up()
    {
        Create.Table("schema_reader").WithColumn("oldest_reader").AsInt64().NotNullable();

        Create
            .Table("source_file")
            .WithColumn("id")
            .AsInt64()
            .PrimaryKey()
            .WithColumn("name")
            .AsString()
            .NotNullable()
            .WithColumn("sha256")
            .AsString(64)
            .NotNullable()
            .WithColumn("recorded_at")
            .AsInt64()
            .NotNullable()
            .Unique("source_file_recorded_at")
            .WithColumn("rows")
            .AsInt64()
            .NotNullable()
            .WithColumn("simulated")
            .AsBoolean()
            .NotNullable()
            .WithColumn("warnings")
            .AsString(int.MaxValue)
            .NotNullable();

        Create
            .Table("location")
            .WithColumn("id")
            .AsInt64()
            .PrimaryKey()
            .WithColumn("name")
            .AsString()
            .NotNullable()
            .Unique("location_name")
            .WithColumn("geometry")
            .AsString(int.MaxValue)
            .Nullable()
            .WithColumn("outline")
            .AsString(int.MaxValue)
            .Nullable()
            .WithColumn("longitude")
            .AsDouble()
            .Nullable()
            .WithColumn("latitude")
            .AsDouble()
            .Nullable();

        Create
            .Table("variable")
            .WithColumn("id")
            .AsInt64()
            .PrimaryKey()
            .WithColumn("name")
            .AsString()
            .NotNullable()
            .Unique("variable_name");

        // The key is the order in which a panel is read. SQLite stores the table in that very order; PostgreSQL keeps the value in
        // the key's index, so that reading a panel there is a walk along the index too. PostgreSQL would ask for each row's place,
        // variable and source one by one, which makes writing eight times slower; the one writer has just made sure of them.
        IfDatabase(Dialects.IsSqlite).Execute.Sql(Observation(" REFERENCES ", "") + " WITHOUT ROWID");
        IfDatabase(Dialects.IsPostgres).Execute.Sql(Observation("", " INCLUDE (value)"));
        IfDatabase(Dialects.IsPostgres)
            .Execute.Sql(
                Hypertable.Of("observation", "recorded_at", segmentBy: "location_id, variable_id", orderBy: "period_ordinal, recorded_at")
            );
    }

    public override void Down()
    {
        Delete.Table("observation");
        IfDatabase(Dialects.IsPostgres).Execute.Sql("DROP FUNCTION IF EXISTS observation_now()");
        Delete.Table("variable");
        Delete.Table("location");
        Delete.Table("source_file");
        Delete.Table("schema_reader");
    }

    private static string Observation(string references, string withKey)
    {
        string To(string table) => references.Length == 0 ? "" : $"{references}{table} (id)";
        return $"""
            CREATE TABLE observation (
                location_id BIGINT NOT NULL{To("location")},
                variable_id BIGINT NOT NULL{To("variable")},
                period_type INTEGER NOT NULL,
                period_ordinal INTEGER NOT NULL,
                recorded_at BIGINT NOT NULL,
                value DOUBLE PRECISION NULL,
                source_id BIGINT NOT NULL{To("source_file")},
                PRIMARY KEY (location_id, variable_id, period_ordinal, recorded_at){withKey}
            )
            """;
    }
}
