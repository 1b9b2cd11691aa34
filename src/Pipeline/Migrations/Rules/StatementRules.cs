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

/// <summary>
/// DO $$ … $$: the statements of its body are judged as if each ran, whatever its conditions say. What is put together at run time
/// (EXECUTE), and what this does not know of PL/pgSQL, is not understood.
/// </summary>
internal static class BlockRules
{
    public static void Judge(SqlReader statement, LintSubject subject)
    {
        var body = statement.Rest.FirstOrDefault(token => token.Kind == SqlTokenKind.Text);
        if (body.Text is null)
        {
            subject.Object(LintRule.NotUnderstood, "the block has no body");
            return;
        }
        // The body's own BEGIN … END are no statements: cut at every semicolon, they stand before or behind one.
        var part = new List<SqlToken>();
        foreach (
            var token in SqlLexer
                .Read(body.Unquoted, subject.Dialect)
                .Append(new SqlToken(SqlTokenKind.Symbol, ";", 0))
                .Where(token => token.Kind is not (SqlTokenKind.Space or SqlTokenKind.Comment))
        )
        {
            if (!token.Is(";"))
            {
                part.Add(token);
                continue;
            }
            Part(new SqlReader(part), subject);
            part = [];
        }
    }

    private static void Part(SqlReader part, LintSubject subject)
    {
        while (part.Take("BEGIN") || part.Take("ELSE")) { }
        if (part.Take("IF") || part.Take("ELSIF"))
        {
            while (!part.IsAtEnd && !part.Take("THEN"))
            {
                part.Skip();
            }
        }
        if (part.IsAtEnd || part.Is("END") || part.Is("NULL") || part.Is("RAISE"))
        {
            return;
        }
        StatementRules.Judge(new SqlReader([.. part.Rest]), subject);
    }
}

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
