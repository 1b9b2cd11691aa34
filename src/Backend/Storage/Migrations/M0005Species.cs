using FluentMigrator;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>
/// Forecasts of P. falciparum and P. vivax, where a location's forecasts are sums of the two. Without foreign keys: to add one locks the
/// table it points at, which a running release reads; the rows are written in one transaction with the run and the forecasts they belong
/// to.
/// </summary>
[Migration(5, "species")]
public sealed class M0005Species : Migration
{
    public override void Up() =>
        Create
            .Table("species_forecast")
            .WithColumn("run_id")
            .AsInt64()
            .NotNullable()
            .PrimaryKey("species_forecast_key")
            .WithColumn("location_id")
            .AsInt64()
            .NotNullable()
            .PrimaryKey("species_forecast_key")
            .WithColumn("species")
            .AsString()
            .NotNullable()
            .PrimaryKey("species_forecast_key")
            .WithColumn("horizon")
            .AsInt32()
            .NotNullable()
            .PrimaryKey("species_forecast_key")
            .WithColumn("target_ordinal")
            .AsInt32()
            .NotNullable()
            .WithColumn("quantiles")
            .AsString(int.MaxValue)
            .NotNullable();

    public override void Down() => Delete.Table("species_forecast");
}
