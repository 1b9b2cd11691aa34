using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations.Rules;

/// <summary>A new column of a table that others use: the running release does not fill it, and old rows must not be written anew.</summary>
internal static class NewColumnRules
{
    private static readonly string[] Serial = ["serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"];

    /// <summary>
    /// Functions that say the same to every row of a statement: the database notes their value once, and rewrites nothing.
    /// </summary>
    private static readonly string[] Stable =
    [
        "now",
        "current_timestamp",
        "current_date",
        "current_time",
        "localtimestamp",
        "localtime",
        "transaction_timestamp",
        "statement_timestamp",
        "timezone",
    ];

    /// <summary>What ends a default among the other constraints of a column.</summary>
    private static readonly string[] Constraints =
    [
        "NOT",
        "NULL",
        "CHECK",
        "UNIQUE",
        "PRIMARY",
        "REFERENCES",
        "GENERATED",
        "CONSTRAINT",
        "COLLATE",
    ];

    public static void Judge(SqlReader action, string table, LintSubject subject)
    {
        action.Take("COLUMN");
        action.Take("IF", "NOT", "EXISTS");
        var column = $"column {action.Name(subject.Dialect)} of {table}";
        if (action.Is("NOT") || action.IsAtEnd && subject.IsPostgres)
        {
            subject.Object(LintRule.NotUnderstood, $"{column} has no type");
        }
        if (Serial.Any(action.Next.Is))
        {
            subject.Object(LintRule.Rewrite, $"{column} is a serial: every row is written anew to be numbered");
        }
        var definition = action.Rest.ToList();
        var standard = Default(definition);
        if (Has(definition, "NOT", "NULL") && (standard.Count == 0 || standard is [var nothing] && nothing.Is("NULL")))
        {
            subject.Object(
                LintRule.NotNull,
                $"{column} has no default: the running release does not fill it, and each of its inserts fails"
            );
        }
        if (IsVolatile(standard, subject.IsPostgres))
        {
            subject.Object(LintRule.Rewrite, $"the default of {column} is not a constant, so every row is written anew under a lock");
        }
        if (definition.Any(token => token.Is("GENERATED")) && !definition.Any(token => token.Is("VIRTUAL")))
        {
            subject.Object(LintRule.Rewrite, $"{column} is computed, so every row is written anew under a lock");
        }
        if (
            subject.IsPostgres
            && definition.Any(token => token.Is("REFERENCES") || token.Is("UNIQUE") || token.Is("CHECK") || token.Is("PRIMARY"))
        )
        {
            subject.Object(
                LintRule.Constraint,
                $"the constraint of {column} is checked for all rows while others may not write (or even read) {table}"
            );
        }
    }

    /// <summary>The tokens after DEFAULT, up to the next constraint.</summary>
    private static List<SqlToken> Default(List<SqlToken> definition)
    {
        var at = definition.FindIndex(token => token.Is("DEFAULT"));
        if (at < 0)
        {
            return [];
        }
        var (expression, depth) = (new List<SqlToken>(), 0);
        foreach (var token in definition.Skip(at + 1))
        {
            if (depth == 0 && expression.Count > 0 && Constraints.Any(token.Is))
            {
                break;
            }
            depth +=
                token.Is("(") ? 1
                : token.Is(")") ? -1
                : 0;
            expression.Add(token);
        }
        return expression;
    }

    private static bool IsVolatile(List<SqlToken> expression, bool postgres) =>
        postgres
            ? expression
                .Where(
                    (token, i) =>
                        i + 1 < expression.Count && expression[i + 1].Is("(") && token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName
                )
                .Any(token => !Stable.Contains(token.Unquoted, StringComparer.OrdinalIgnoreCase) && !IsType(token))
            : expression.Any(token =>
                token.Is("(") || token.Is("CURRENT_TIMESTAMP") || token.Is("CURRENT_DATE") || token.Is("CURRENT_TIME")
            );

    /// <summary>In a cast such as 'x'::varchar(64) the bracket belongs to a type.</summary>
    private static bool IsType(SqlToken token) =>
        token.Is("varchar")
        || token.Is("varying")
        || token.Is("char")
        || token.Is("numeric")
        || token.Is("decimal")
        || token.Is("timestamptz")
        || token.Is("timestamp")
        || token.Is("bit");

    private static bool Has(List<SqlToken> tokens, string first, string second) =>
        tokens.Zip(tokens.Skip(1)).Any(pair => pair.First.Is(first) && pair.Second.Is(second));
}
