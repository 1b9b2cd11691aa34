namespace MalariaPredictor.Backend.Storage.Engines;

/// <summary>The kinds of database there are.</summary>
public enum Dialect
{
    Sqlite,
    Postgres,
}
