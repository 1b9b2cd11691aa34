namespace MalariaPredictor.Pipeline.Migrations.Sql;

/// <summary>The databases whose SQL is read: they differ in quoting, in comments, and in what locks.</summary>
internal enum SqlDialect
{
    Sqlite,
    Postgres,
}
