using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations.Rules;

/// <summary>SELECT: reads, unless a function in it does something. Those that migrations use are known here.</summary>
internal static class SelectRules
{
    private static readonly string[] Harmless =
    [
        "by_range",
        "by_hash",
        "add_dimension",
        "set_chunk_time_interval",
        "set_integer_now_func",
        "add_compression_policy",
        "add_continuous_aggregate_policy",
        "setval",
        "count",
        "max",
        "min",
        "coalesce",
        "exists",
        "in",
        "now",
        "interval",
        "to_regclass",
        "current_schema",
    ];

    public static void Judge(SqlReader statement, LintSubject subject)
    {
        var tokens = statement.Rest.ToList();
        for (var at = 1; at + 1 < tokens.Count; at++)
        {
            if (tokens[at].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName && tokens[at + 1].Is("("))
            {
                Function(tokens[at].Unquoted.ToLowerInvariant(), new SqlReader(tokens, at + 1).Brackets(), subject);
            }
        }
        if (tokens.Exists(token => token.Is("INTO")) && subject.IsPostgres)
        {
            subject.Object(LintRule.NotUnderstood, "SELECT … INTO makes a table of what it finds");
        }
    }

    private static void Function(string name, IReadOnlyList<SqlToken> arguments, LintSubject subject)
    {
        if (name == "set_config")
        {
            if (
                arguments is [{ Kind: SqlTokenKind.Text } setting, _, { Kind: SqlTokenKind.Text } value, ..]
                && setting.Unquoted == LockTimeoutRules.Setting
            )
            {
                LockTimeoutRules.Note(value.Unquoted, subject);
            }
        }
        else if (name == "create_hypertable")
        {
            Hypertable(arguments, subject);
        }
        else if (!Harmless.Contains(name, StringComparer.Ordinal))
        {
            subject.Object(LintRule.NotUnderstood, $"nobody can tell by reading it what the function {name} does");
        }
    }

    private static void Hypertable(IReadOnlyList<SqlToken> arguments, LintSubject subject)
    {
        var named = arguments.FirstOrDefault(token => token.Kind == SqlTokenKind.Text);
        var table = named.Text is null ? "" : new SqlReader(SqlLexer.Read(named.Unquoted, subject.Dialect)).Name(subject.Dialect);
        if (subject.IsShared(table))
        {
            subject.Object(LintRule.Hypertable, $"making a hypertable of {table} moves all its rows while nobody else may use it");
        }
        subject.MadeHypertable(table);
    }
}
