using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations.Rules;

/// <summary>A constraint on a table that others use: it must not read all rows while it shuts the others out.</summary>
internal static class ConstraintRules
{
    public static bool IsNext(SqlReader action) =>
        action.Is("CONSTRAINT")
        || action.Is("CHECK")
        || action.Is("UNIQUE")
        || action.Is("PRIMARY", "KEY")
        || action.Is("FOREIGN", "KEY")
        || action.Is("EXCLUDE");

    public static void Add(SqlReader action, string table, LintSubject subject)
    {
        var name = action.Take("CONSTRAINT") ? action.Name(subject.Dialect) : "";
        var ready = action.Is("UNIQUE", "USING", "INDEX") || action.Is("PRIMARY", "KEY", "USING", "INDEX");
        if (Ends(action, "NOT", "VALID"))
        {
            subject.Unvalidated.Add(name);
        }
        else if (!ready)
        {
            subject.Object(LintRule.Constraint, $"all rows of {table} are read while others may not write (or even read) it");
        }
    }

    private static bool Ends(SqlReader action, string first, string second) =>
        action.Rest.TakeLast(2).ToList() is [var a, var b] && a.Is(first) && b.Is(second);
}
