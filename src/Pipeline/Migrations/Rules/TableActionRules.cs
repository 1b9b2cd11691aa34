using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations.Rules;

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
