using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations.Rules;

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
