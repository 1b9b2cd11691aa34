using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations.Rules;

/// <summary>ALTER …: tables action by action; of the rest, what gives something another name.</summary>
internal static class AlterRules
{
    private static readonly string[] Grown = ["SEQUENCE", "TYPE", "EXTENSION", "DEFAULT", "ROLE", "DATABASE"];

    public static void Judge(SqlReader statement, LintSubject subject)
    {
        statement.Take("ALTER");
        if (statement.Take("TABLE"))
        {
            Table(statement, subject);
            return;
        }
        if (statement.Rest.Any(token => token.Is("RENAME")) && !statement.Is("INDEX"))
        {
            subject.Object(LintRule.RenameTable, $"what the running release knows as {statement.Next.Text} has another name then");
        }
        else if (
            !statement.Is("INDEX")
            && !(
                Grown.Any(word => statement.Is(word))
                && statement.Rest.Any(token => token.Is("ADD") || token.Is("OWNED") || token.Is("OWNER"))
            )
        )
        {
            subject.Object(LintRule.NotUnderstood, $"nobody can tell by reading it what ALTER {statement.Next.Text} does");
        }
    }

    private static void Table(SqlReader statement, LintSubject subject)
    {
        statement.Take("IF", "EXISTS");
        statement.Take("ONLY");
        var table = statement.Name(subject.Dialect);
        statement.Take("*");
        var shared = subject.IsShared(table);
        foreach (var action in statement.Parts())
        {
            Action(new SqlReader(action), table, shared, subject);
        }
    }

    private static void Action(SqlReader action, string table, bool shared, LintSubject subject)
    {
        if (!action.Is("VALIDATE")) // It alone lets everyone go on reading and writing.
        {
            subject.Locks(table);
        }
        foreach (var referenced in CreateRules.References(new SqlReader([.. action.Rest]), subject.Dialect))
        {
            subject.Locks(referenced);
        }
        if (action.Is("RENAME", "TO") && !shared)
        {
            action.Take("RENAME", "TO");
            subject.Made(action.Name(subject.Dialect));
        }
        else if (shared)
        {
            TableActionRules.Judge(action, table, subject);
        }
    }
}

/// <summary>One action of an ALTER TABLE on a table that others use.</summary>
internal static class TableActionRules
{
    public static void Judge(SqlReader action, string table, LintSubject subject)
    {
        if (action.Take("ADD"))
        {
            Add(action, table, subject);
        }
        else if (action.Take("DROP", "CONSTRAINT"))
        {
            subject.Object(LintRule.DropConstraint, $"an ON CONFLICT of the running release may rest on the constraint of {table}");
        }
        else if (action.Take("DROP"))
        {
            subject.Object(LintRule.DropColumn, $"the running release may read column {Column(action, subject)} of {table}");
        }
        else if (action.Take("RENAME", "CONSTRAINT"))
        {
            return;
        }
        else if (action.Take("RENAME", "TO") || action.Take("SET", "SCHEMA"))
        {
            subject.Object(LintRule.RenameTable, $"the running release reads {table} by this name");
        }
        else if (action.Take("RENAME"))
        {
            subject.Object(LintRule.RenameColumn, $"the running release reads column {Column(action, subject)} of {table} by this name");
        }
        else if (action.Take("ALTER"))
        {
            Alter(action, table, subject);
        }
        else if (action.Take("VALIDATE", "CONSTRAINT"))
        {
            Validate(action, table, subject);
        }
        else if (
            action.Is("SET", "TABLESPACE")
            || action.Is("SET", "LOGGED")
            || action.Is("SET", "UNLOGGED")
            || action.Is("SET", "ACCESS")
            || action.Is("SET", "WITHOUT")
        )
        {
            subject.Object(LintRule.Rewrite, $"it writes all of {table} anew while nobody else may use it");
        }
        else if (!action.Is("SET", "(") && !action.Is("RESET", "(") && !action.Is("OWNER", "TO") && !action.Is("REPLICA", "IDENTITY"))
        {
            subject.Object(LintRule.NotUnderstood, $"nobody can tell by reading it what ALTER TABLE … {action.Next.Text} does to {table}");
        }
    }

    private static void Add(SqlReader action, string table, LintSubject subject)
    {
        if (ConstraintRules.IsNext(action))
        {
            ConstraintRules.Add(action, table, subject);
        }
        else
        {
            NewColumnRules.Judge(action, table, subject);
        }
    }

    private static void Alter(SqlReader action, string table, LintSubject subject)
    {
        var column = Column(action, subject);
        if (action.Take("TYPE") || action.Take("SET", "DATA", "TYPE"))
        {
            subject.Object(
                LintRule.ColumnType,
                $"another type of column {column} writes all of {table} anew under a lock, and the running release reads the old one"
            );
        }
        else if (action.Take("SET", "NOT", "NULL"))
        {
            subject.Object(
                LintRule.NotNull,
                $"all rows of {table} are read under a lock, and the running release may still write {column} as NULL"
            );
        }
        else if (action.Take("DROP", "DEFAULT"))
        {
            subject.Object(LintRule.DropDefault, $"the running release may leave out column {column} of {table}, counting on its default");
        }
        else if (
            !action.Is("SET", "DEFAULT")
            && !action.Is("DROP", "NOT", "NULL")
            && !action.Is("SET", "STATISTICS")
            && !action.Is("SET", "STORAGE")
        )
        {
            subject.Object(LintRule.NotUnderstood, $"nobody can tell by reading it what this does to column {column} of {table}");
        }
    }

    private static void Validate(SqlReader action, string table, LintSubject subject)
    {
        if (subject.Unvalidated.Contains(action.Name(subject.Dialect)))
        {
            subject.Object(LintRule.ValidateApart, $"the lock of adding it is held while all rows of {table} are read");
        }
    }

    private static string Column(SqlReader action, LintSubject subject)
    {
        action.Take("COLUMN");
        action.Take("IF", "EXISTS");
        return action.Name(subject.Dialect);
    }
}

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
