namespace MalariaPredictor.Pipeline.Migrations;

/// <summary>A migration with what the lint says of it.</summary>
/// <param name="Version">The schema it leads to.</param>
/// <param name="Name">What it brings.</param>
/// <param name="Sql">What it runs.</param>
/// <param name="Findings">What it must not do; none when it may run.</param>
/// <param name="Exceptions">The rules it breaks with a reason.</param>
internal sealed record JudgedMigration(
    long Version,
    string Name,
    string Sql,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<Allowance> Exceptions
);
