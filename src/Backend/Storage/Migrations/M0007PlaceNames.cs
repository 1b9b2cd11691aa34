using FluentMigrator;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>
/// The name of a place as it was written, where its unique name holds the parent too: of two places called Central the second is named
/// "Central (Region B)". Null where the unique name is the written one, as in every row of an older release.
/// </summary>
[Migration(7, "place names")]
public sealed class M0007PlaceNames : Migration
{
    public override void Up()
    {
        IfDatabase(Dialects.IsPostgres).Execute.Sql("SET LOCAL lock_timeout = '5s'");
        Alter.Table("location").AddColumn("written").AsString().Nullable();
    }

    public override void Down() => Delete.Column("written").FromTable("location");
}
