using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations.Rules;

/// <summary>UPDATE, DELETE, TRUNCATE: not all rows of a table that others use.</summary>
internal static class DataRules
{
    public static void Judge(SqlReader statement, LintSubject subject)
    {
        var verb = statement.Skip().Text.ToUpperInvariant();
        statement.Take("FROM");
        statement.Take("TABLE");
        statement.Take("ONLY");
        var table = statement.Name(subject.Dialect);
        if (!subject.IsShared(table))
        {
            return;
        }
        if (verb == "TRUNCATE")
        {
            subject.Object(LintRule.DropTable, $"the running release reads the rows of {table}");
        }
        else if (!statement.Rest.Any(token => token.Is("WHERE")))
        {
            subject.Object(LintRule.MassChange, $"it {(verb == "UPDATE" ? "writes" : "deletes")} every row of {table} in one transaction");
        }
    }
}
