using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations.Rules;

/// <summary>Judges one statement by what it begins with. What it does not know it objects to: unknown is never taken for safe.</summary>
internal static class StatementRules
{
    /// <summary>They wait for nobody and take nothing away.</summary>
    private static readonly string[] Harmless =
    [
        "INSERT",
        "ANALYZE",
        "COMMENT",
        "GRANT",
        "BEGIN",
        "START",
        "COMMIT",
        "END",
        "SAVEPOINT",
        "RELEASE",
        "SHOW",
        "EXPLAIN",
    ];

    public static void Judge(SqlReader statement, LintSubject subject)
    {
        switch (statement.Next.Text?.ToUpperInvariant())
        {
            case "CREATE":
                CreateRules.Judge(statement, subject);
                break;
            case "ALTER":
                AlterRules.Judge(statement, subject);
                break;
            case "DROP":
                DropRules.Judge(statement, subject);
                break;
            case "UPDATE" or "DELETE" or "TRUNCATE":
                DataRules.Judge(statement, subject);
                break;
            case "SET" or "RESET":
                LockTimeoutRules.Judge(statement, subject);
                break;
            case "SELECT" or "PERFORM":
                SelectRules.Judge(statement, subject);
                break;
            case "DO":
                BlockRules.Judge(statement, subject);
                break;
            case "PRAGMA":
                PragmaRules.Judge(statement, subject);
                break;
            case "REINDEX":
                IndexRules.Rebuild(statement, subject);
                break;
            case "VACUUM" or "CLUSTER" or "REFRESH":
                subject.Object(LintRule.Rewrite, $"{statement.Next.Text} writes whole tables anew while nobody else may use them");
                break;
            case "LOCK":
                subject.Object(LintRule.ExplicitLock, "it shuts the others out of a table until the migration ends");
                break;
            case { } known when Harmless.Contains(known, StringComparer.Ordinal):
                break;
            default:
                subject.Object(LintRule.NotUnderstood, $"nobody can tell by reading it what {statement.Next.Text} does");
                break;
        }
    }
}
