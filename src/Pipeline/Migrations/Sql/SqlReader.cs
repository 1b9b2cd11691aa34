namespace MalariaPredictor.Pipeline.Migrations.Sql;

/// <summary>Reads the tokens of a statement from left to right. At the end it takes nothing and matches nothing.</summary>
internal sealed class SqlReader(IReadOnlyList<SqlToken> tokens, int at = 0)
{
    private int _at = at;

    public bool IsAtEnd => _at >= tokens.Count;

    /// <summary>The token that comes next; of the kind Space at the end.</summary>
    public SqlToken Next => IsAtEnd ? default : tokens[_at];

    public IEnumerable<SqlToken> Rest => tokens.Skip(_at);

    public SqlToken Skip()
    {
        var token = Next;
        _at++;
        return token;
    }

    public bool Is(params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (_at + i >= tokens.Count || !tokens[_at + i].Is(words[i]))
            {
                return false;
            }
        }
        return true;
    }

    public bool Take(params ReadOnlySpan<string> words)
    {
        if (!Is(words))
        {
            return false;
        }
        _at += words.Length;
        return true;
    }

    /// <summary>Takes the first of these words if it comes next.</summary>
    public string? TakeOne(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Take(word))
            {
                return word;
            }
        }
        return null;
    }

    /// <summary>
    /// A name, as the database knows it: without quotes, lower case where nothing else was said (SQLite does not tell cases apart), and
    /// without the schema that everything is in.
    /// </summary>
    public string Name(SqlDialect dialect)
    {
        var parts = new List<string> { Part() };
        while (Take("."))
        {
            parts.Add(Part());
        }
        return string.Join('.', parts is ["public" or "main", _, ..] ? parts.Skip(1) : parts);

        string Part()
        {
            var token = Skip();
            return token.Kind == SqlTokenKind.QuotedName && dialect == SqlDialect.Postgres
                ? token.Unquoted
                : (token.Text is null ? "" : token.Unquoted).ToLowerInvariant();
        }
    }

    /// <summary>The tokens between a bracket that comes next and its end; nothing when none comes.</summary>
    public IReadOnlyList<SqlToken> Brackets()
    {
        if (!Take("("))
        {
            return [];
        }
        var (from, depth) = (_at, 1);
        while (!IsAtEnd && depth > 0)
        {
            depth +=
                Skip() is var token && token.Is("(") ? 1
                : token.Is(")") ? -1
                : 0;
        }
        return [.. tokens.Skip(from).Take(_at - from - 1)];
    }

    /// <summary>What is left, cut at the commas that are in no bracket.</summary>
    public IReadOnlyList<IReadOnlyList<SqlToken>> Parts()
    {
        var parts = new List<IReadOnlyList<SqlToken>>();
        var (part, depth) = (new List<SqlToken>(), 0);
        foreach (var token in Rest)
        {
            depth +=
                token.Is("(") ? 1
                : token.Is(")") ? -1
                : 0;
            if (depth == 0 && token.Is(","))
            {
                parts.Add(part);
                part = [];
            }
            else
            {
                part.Add(token);
            }
        }
        _at = tokens.Count;
        return part.Count == 0 ? parts : [.. parts, part];
    }
}
