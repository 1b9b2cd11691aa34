namespace MalariaPredictor.Pipeline.Migrations.Sql;

/// <summary>
/// A script cut into statements at the semicolons that end one: not those in quotes, in brackets, or in the body of a trigger or a
/// function.
/// </summary>
internal static class SqlScript
{
    public static IReadOnlyList<SqlStatement> Read(string sql, SqlDialect dialect)
    {
        var statements = new List<SqlStatement>();
        var (tokens, comments, nesting) = (new List<SqlToken>(), new List<SqlToken>(), new Nesting());
        foreach (var token in SqlLexer.Read(sql, dialect))
        {
            if (token.Kind == SqlTokenKind.Space)
            {
                continue;
            }
            if (token.Is(";") && !nesting.IsOpen)
            {
                End();
            }
            else if (token.Kind == SqlTokenKind.Comment)
            {
                comments.Add(token);
            }
            else
            {
                nesting.Take(token, tokens);
            }
        }
        if (tokens.Count > 0 || comments.Count > 0)
        {
            statements.Add(new SqlStatement(tokens, comments, Line(sql, (tokens.Count > 0 ? tokens : comments)[0].Position)));
        }
        return statements;

        void End()
        {
            nesting = new Nesting();
            if (tokens.Count == 0)
            {
                return; // What comments there are belong to what follows.
            }
            statements.Add(new SqlStatement(tokens, comments, Line(sql, tokens[0].Position)));
            (tokens, comments) = ([], []);
        }
    }

    private static int Line(string sql, int position) => 1 + sql.AsSpan(0, position).Count('\n');

    /// <summary>How deep a statement is in brackets, and in BEGIN … END of a body.</summary>
    private sealed class Nesting
    {
        private int _brackets;
        private int _blocks;

        public bool IsOpen => _brackets > 0 || _blocks > 0;

        public void Take(SqlToken token, List<SqlToken> before)
        {
            _brackets = Math.Max(
                0,
                _brackets
                    + (
                        token.Is("(") ? 1
                        : token.Is(")") ? -1
                        : 0
                    )
            );
            if (_blocks > 0)
            {
                _blocks +=
                    token.Is("CASE") ? 1
                    : token.Is("END") ? -1
                    : 0;
            }
            else if (token.Is("BEGIN") && before is [var create, ..] && create.Is("CREATE"))
            {
                _blocks = 1;
            }
            before.Add(token);
        }
    }
}

/// <summary>One statement of a script.</summary>
/// <param name="Tokens">What counts: neither space nor comments, and not the semicolon.</param>
/// <param name="Comments">Those before it and within it.</param>
/// <param name="Line">Where it begins, from 1.</param>
internal sealed record SqlStatement(IReadOnlyList<SqlToken> Tokens, IReadOnlyList<SqlToken> Comments, int Line)
{
    private const int Shown = 120;

    /// <summary>The beginning of it, on one line, for people.</summary>
    public string Excerpt
    {
        get
        {
            var text = string.Concat(
                Tokens.Select(
                    (token, i) =>
                        (i > 0 && token.Position > Tokens[i - 1].Position + Tokens[i - 1].Text.Length ? " " : "")
                        + token.Text.ReplaceLineEndings(" ")
                )
            );
            return text.Length > Shown ? text[..Shown] + "…" : text;
        }
    }

    /// <summary>False when a quote, a comment or a bracket in it has no end: then nobody can say what it does.</summary>
    public bool IsWhole =>
        Tokens.Concat(Comments).All(token => token.Kind != SqlTokenKind.Unfinished)
        && Tokens.Count(token => token.Is("(")) == Tokens.Count(token => token.Is(")"));
}

/// <summary>The databases whose SQL is read: they differ in quoting, in comments, and in what locks.</summary>
internal enum SqlDialect
{
    Sqlite,
    Postgres,
}
