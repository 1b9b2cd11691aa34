namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>Where the schema stood, where it stands, and what this build can run on.</summary>
/// <param name="Database">The database, without credentials.</param>
/// <param name="From">Schema before; 0 is none.</param>
/// <param name="To">Schema now.</param>
/// <param name="OldestReader">The schema a build must know at least to run on what is there now.</param>
/// <param name="Min">The oldest schema this build can run on.</param>
/// <param name="Max">The newest schema this build knows.</param>
/// <param name="Pending">Migrations not yet applied.</param>
/// <param name="Refused">Whether the step was held back because it would have deleted rows.</param>
/// <param name="Sentence">All of it, for a person.</param>
public sealed record MigrationReport(
    string Database,
    long From,
    long To,
    long OldestReader,
    long Min,
    long Max,
    IReadOnlyList<long> Pending,
    bool Refused,
    string Sentence
)
{
    /// <summary>The tables that TimescaleDB keeps in chunks, as far as they were looked at: what locks them differs.</summary>
    public IReadOnlyList<string> Hypertables { get; init; } = [];
}
