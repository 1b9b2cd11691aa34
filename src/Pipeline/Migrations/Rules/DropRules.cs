using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations.Rules;

/// <summary>DROP …: whatever the running release may use stays until a release does not use it.</summary>
internal static class DropRules
{
    public static void Judge(SqlReader statement, LintSubject subject)
    {
        statement.Take("DROP");
        if (statement.Take("INDEX"))
        {
            IndexRules.Drop(statement, subject);
            return;
        }
        statement.Take("MATERIALIZED");
        var kind = statement.Skip().Text ?? "";
        statement.Take("IF", "EXISTS");
        var names = Names(statement, subject.Dialect);
        foreach (var name in names.Where(subject.IsShared))
        {
            subject.Object(LintRule.DropTable, $"the running release may use {kind.ToLowerInvariant()} {name}");
            subject.Locks(name);
        }
    }

    private static List<string> Names(SqlReader statement, SqlDialect dialect)
    {
        var names = new List<string>();
        do
        {
            names.Add(statement.Name(dialect));
        } while (statement.Take(","));
        return names;
    }
}
