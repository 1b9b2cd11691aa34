using FluentMigrator;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>Forecasts, immutable: one run per model, origin and data.</summary>
[Migration(3, "forecasts")]
public sealed class M0003Forecasts : Migration
{
    public override void Up()
    {
        // The foreign key locks location, too, which a running release reads: rather fail and be run again than stand in its way.
        IfDatabase(Dialects.IsPostgres).Execute.Sql("SET LOCAL lock_timeout = '5s'");

        Create
            .Table("forecast_run")
            .WithColumn("id")
            .AsInt64()
            .PrimaryKey()
            .WithColumn("model_digest")
            .AsString(64)
            .NotNullable()
            .WithColumn("period_type")
            .AsInt32()
            .NotNullable()
            .WithColumn("origin_ordinal")
            .AsInt32()
            .NotNullable()
            .WithColumn("data_digest")
            .AsString(64)
            .NotNullable()
            .WithColumn("issued_at")
            .AsInt64()
            .NotNullable();
        Create
            .Index("forecast_run_once")
            .OnTable("forecast_run")
            .OnColumn("model_digest")
            .Ascending()
            .OnColumn("origin_ordinal")
            .Ascending()
            .OnColumn("data_digest")
            .Ascending()
            .WithOptions()
            .Unique();

        // Reached by run first, as it is always read.
        Create
            .Table("forecast")
            .WithColumn("run_id")
            .AsInt64()
            .NotNullable()
            .PrimaryKey("forecast_key")
            .ForeignKey("forecast_of_run", "forecast_run", "id")
            .WithColumn("location_id")
            .AsInt64()
            .NotNullable()
            .PrimaryKey("forecast_key")
            .ForeignKey("forecast_of_location", "location", "id")
            .WithColumn("horizon")
            .AsInt32()
            .NotNullable()
            .PrimaryKey("forecast_key")
            .WithColumn("target_ordinal")
            .AsInt32()
            .NotNullable()
            .WithColumn("quantiles")
            .AsString(int.MaxValue)
            .NotNullable();

        Insert.IntoTable("schema_reader").Row(new { oldest_reader = 3L });
    }

    public override void Down()
    {
        Delete.FromTable("schema_reader").Row(new { oldest_reader = 3L });
        Delete.Table("forecast");
        Delete.Table("forecast_run");
    }
}
