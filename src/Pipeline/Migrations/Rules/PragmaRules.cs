using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations.Rules;

/// <summary>PRAGMA of SQLite: those for the connection do no harm; writable_schema and its like can do anything.</summary>
internal static class PragmaRules
{
    private static readonly string[] Harmless =
    [
        "foreign_keys",
        "defer_foreign_keys",
        "user_version",
        "busy_timeout",
        "foreign_key_check",
        "optimize",
        "cache_size",
    ];

    public static void Judge(SqlReader statement, LintSubject subject)
    {
        statement.Take("PRAGMA");
        if (subject.IsPostgres || !Harmless.Any(statement.Next.Is))
        {
            subject.Object(
                LintRule.NotUnderstood,
                $"nobody can tell by reading it what PRAGMA {statement.Next.Text} does to those that are connected"
            );
        }
    }
}
