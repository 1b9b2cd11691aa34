namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>The kinds of database that migrations are written for.</summary>
internal enum Dialect
{
    Sqlite,
    Postgres,
}
