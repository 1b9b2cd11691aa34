namespace MalariaPredictor.Pipeline.Migrations.Sql;

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
