namespace MalariaPredictor.Backend.Storage;

/// <summary>The kinds of database there are.</summary>
public enum Dialect
{
    Sqlite,
    Postgres,
}
