namespace MalariaPredictor.Pipeline.Migrations;

/// <summary>Something in a migration that must not run beside a release, or not on a large table.</summary>
/// <param name="Migration">The schema the migration leads to.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Line">In its script, from 1.</param>
/// <param name="Statement">The beginning of the statement.</param>
/// <param name="Rule">The rule's name, by which an exception names it.</param>
/// <param name="Problem">What would happen.</param>
/// <param name="Instead">The safe way.</param>
internal sealed record Finding(long Migration, string Name, int Line, string Statement, string Rule, string Problem, string Instead)
{
    public override string ToString() =>
        $"migration {Migration} ({Name}), line {Line}: {Rule}: {Problem}\n    {Statement}\n    Instead: {Instead}";
}
