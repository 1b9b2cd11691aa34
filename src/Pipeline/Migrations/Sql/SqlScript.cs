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
