namespace MalariaPredictor.Pipeline.Migrations;

/// <summary>The SQL of one migration, as the artifact that carries it prints it.</summary>
/// <param name="Version">The schema it leads to.</param>
/// <param name="Name">What it brings.</param>
/// <param name="Sql">Its statements in order.</param>
internal sealed record MigrationScript(long Version, string Name, string Sql);
