using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations.Rules;

/// <summary>CREATE …: nobody uses what is new yet, but it may hold on to what is there.</summary>
internal static class CreateRules
{
    private static readonly string[] Harmless =
    [
        "VIEW",
        "RECURSIVE",
        "MATERIALIZED",
        "SEQUENCE",
        "TYPE",
        "DOMAIN",
        "SCHEMA",
        "EXTENSION",
        "FUNCTION",
        "PROCEDURE",
        "AGGREGATE",
        "COLLATION",
        "STATISTICS",
        "ROLE",
    ];

    public static void Judge(SqlReader statement, LintSubject subject)
    {
        statement.Take("CREATE");
        if (statement.Is("INDEX") || statement.Is("UNIQUE", "INDEX"))
        {
            IndexRules.Create(statement, subject);
            return;
        }
        statement.Take("OR", "REPLACE");
        while (statement.TakeOne("GLOBAL", "LOCAL", "TEMPORARY", "TEMP", "UNLOGGED", "CONSTRAINT") is not null) { }
        if (statement.Take("TABLE"))
        {
            Table(statement, subject);
        }
        else if (statement.Take("TRIGGER"))
        {
            subject.Locks(On(statement, subject.Dialect));
        }
        else if (!Harmless.Any(word => statement.Is(word)))
        {
            subject.Object(LintRule.NotUnderstood, $"nobody can tell by reading it what CREATE {statement.Next.Text} does");
        }
    }

    private static void Table(SqlReader statement, LintSubject subject)
    {
        var perhapsThere = statement.Take("IF", "NOT", "EXISTS");
        var table = statement.Name(subject.Dialect);
        if (!perhapsThere)
        {
            subject.Made(table);
        }
        foreach (var referenced in References(statement, subject.Dialect).Distinct(StringComparer.Ordinal))
        {
            subject.Locks(referenced);
        }
    }

    /// <summary>The tables a definition refers to: a foreign key locks the table it points at, too.</summary>
    public static IEnumerable<string> References(SqlReader definition, SqlDialect dialect)
    {
        while (!definition.IsAtEnd)
        {
            if (definition.Take("REFERENCES"))
            {
                yield return definition.Name(dialect);
            }
            else
            {
                definition.Skip();
            }
        }
    }

    private static string On(SqlReader statement, SqlDialect dialect)
    {
        while (!statement.IsAtEnd && !statement.Is("ON"))
        {
            statement.Skip();
        }
        statement.Take("ON");
        return statement.Name(dialect);
    }
}
