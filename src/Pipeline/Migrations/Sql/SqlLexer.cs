namespace MalariaPredictor.Pipeline.Migrations.Sql;

/// <summary>
/// Cuts SQL into tokens, losing nothing and failing at nothing: whatever has no end is one <see cref="SqlTokenKind.Unfinished"/> token.
/// Sources: PostgreSQL 15 documentation, chapter 4.1 (lexical structure); sqlite.org/lang_keywords.html and the tokenizer's own notes.
/// </summary>
internal static class SqlLexer
{
    public static IReadOnlyList<SqlToken> Read(string sql, SqlDialect dialect)
    {
        var tokens = new List<SqlToken>();
        for (var at = 0; at < sql.Length; at += tokens[^1].Text.Length)
        {
            var (kind, length) = Next(sql.AsSpan(at), dialect);
            tokens.Add(new SqlToken(kind, sql.Substring(at, length), at));
        }
        return tokens;
    }

    private static (SqlTokenKind Kind, int Length) Next(ReadOnlySpan<char> rest, SqlDialect dialect) =>
        rest switch
        {
            [var space, ..] when char.IsWhiteSpace(space) => (SqlTokenKind.Space, While(rest, char.IsWhiteSpace)),
            ['-', '-', ..] => (SqlTokenKind.Comment, rest.IndexOf('\n') is var end and >= 0 ? end : rest.Length),
            ['/', '*', ..] => Comment(rest, nests: dialect == SqlDialect.Postgres),
            ['\'', ..] => Quoted(rest, 0, SqlTokenKind.Text),
            ['"', ..] => Quoted(rest, 0, SqlTokenKind.QuotedName),
            ['`', ..] when dialect == SqlDialect.Sqlite => Quoted(rest, 0, SqlTokenKind.QuotedName),
            ['[', ..] when dialect == SqlDialect.Sqlite => rest.IndexOf(']') is var end and > 0
                ? (SqlTokenKind.QuotedName, end + 1)
                : (SqlTokenKind.Unfinished, rest.Length),
            ['$', ..] when dialect == SqlDialect.Postgres && Tag(rest) is var tag and > 0 => DollarQuoted(rest, tag),
            ['$' or ':' or '@', var next, ..] when IsInWord(next) => (SqlTokenKind.Parameter, 1 + While(rest[1..], IsInWord)),
            ['?', ..] when dialect == SqlDialect.Sqlite => (SqlTokenKind.Parameter, 1 + While(rest[1..], char.IsAsciiDigit)),
            [var digit, ..] when char.IsAsciiDigit(digit) => (SqlTokenKind.Number, NumberLength(rest)),
            ['.', var digit, ..] when char.IsAsciiDigit(digit) => (SqlTokenKind.Number, NumberLength(rest)),
            [var letter, ..] when IsInWord(letter) => Word(rest, dialect),
            _ => (SqlTokenKind.Symbol, 1),
        };

    private static (SqlTokenKind Kind, int Length) Word(ReadOnlySpan<char> rest, SqlDialect dialect)
    {
        var prefixed = rest switch
        {
            ['E' or 'e', '\'', ..] when dialect == SqlDialect.Postgres => Quoted(rest, 1, SqlTokenKind.Text, escapes: true),
            ['B' or 'b' or 'N' or 'n', '\'', ..] when dialect == SqlDialect.Postgres => Quoted(rest, 1, SqlTokenKind.Text),
            ['X' or 'x', '\'', ..] => Quoted(rest, 1, SqlTokenKind.Text),
            ['U' or 'u', '&', '\'', ..] when dialect == SqlDialect.Postgres => Quoted(rest, 2, SqlTokenKind.Text),
            _ => default,
        };
        return prefixed.Length > 0 ? prefixed : (SqlTokenKind.Word, While(rest, IsInWord));
    }

    /// <summary>From a quote to the next that is not doubled; after a backslash anything goes where those escape.</summary>
    private static (SqlTokenKind Kind, int Length) Quoted(ReadOnlySpan<char> rest, int prefix, SqlTokenKind kind, bool escapes = false)
    {
        var quote = rest[prefix];
        for (var at = prefix + 1; at < rest.Length; at++)
        {
            if (escapes && rest[at] == '\\')
            {
                at++;
            }
            else if (rest[at] == quote && at + 1 < rest.Length && rest[at + 1] == quote)
            {
                at++;
            }
            else if (rest[at] == quote)
            {
                return (kind, at + 1);
            }
        }
        return (SqlTokenKind.Unfinished, rest.Length);
    }

    private static (SqlTokenKind Kind, int Length) Comment(ReadOnlySpan<char> rest, bool nests)
    {
        var depth = 0;
        for (var at = 0; at + 1 < rest.Length; at++)
        {
            if (rest[at] == '/' && rest[at + 1] == '*' && (nests || depth == 0))
            {
                (depth, at) = (depth + 1, at + 1);
            }
            else if (rest[at] == '*' && rest[at + 1] == '/')
            {
                (depth, at) = (depth - 1, at + 1);
            }
            if (depth == 0)
            {
                return (SqlTokenKind.Comment, at + 1);
            }
        }
        return (SqlTokenKind.Unfinished, rest.Length);
    }

    /// <returns>The length of $tag$ where the text begins with one; else 0.</returns>
    private static int Tag(ReadOnlySpan<char> rest)
    {
        var name = While(rest[1..], letter => letter != '$' && IsInWord(letter));
        return rest.Length > name + 1 && rest[name + 1] == '$' && (name == 0 || !char.IsAsciiDigit(rest[1])) ? name + 2 : 0;
    }

    private static (SqlTokenKind Kind, int Length) DollarQuoted(ReadOnlySpan<char> rest, int tag) =>
        rest[tag..].IndexOf(rest[..tag], StringComparison.Ordinal) is var end and >= 0
            ? (SqlTokenKind.Text, tag + end + tag)
            : (SqlTokenKind.Unfinished, rest.Length);

    /// <summary>Also of 1e-5 and 0x1F.</summary>
    private static int NumberLength(ReadOnlySpan<char> rest)
    {
        var at = 1;
        while (
            at < rest.Length
            && (char.IsAsciiLetterOrDigit(rest[at]) || rest[at] is '.' or '_' || (rest[at] is '+' or '-' && rest[at - 1] is 'e' or 'E'))
        )
        {
            at++;
        }
        return at;
    }

    private static bool IsInWord(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '$' || letter > '\x7f';

    private static int While(ReadOnlySpan<char> rest, Func<char, bool> holds)
    {
        var length = 0;
        while (length < rest.Length && holds(rest[length]))
        {
            length++;
        }
        return length;
    }
}

internal enum SqlTokenKind
{
    Space,
    Comment,

    /// <summary>A keyword or a name without quotes.</summary>
    Word,

    /// <summary>"name", and in SQLite also `name` and [name].</summary>
    QuotedName,

    /// <summary>'text', with or without a prefix such as E, or between $tag$ and $tag$.</summary>
    Text,

    Number,

    /// <summary>$1, :name, @name, ?.</summary>
    Parameter,

    /// <summary>One character: an operator, a bracket, a comma …</summary>
    Symbol,

    /// <summary>A text, quoted name or comment whose end never came.</summary>
    Unfinished,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">Exactly as written: all tokens' texts together are the script.</param>
/// <param name="Position">Where it begins, in characters from 0.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Position)
{
    public bool Is(string word) =>
        Kind is SqlTokenKind.Word or SqlTokenKind.Symbol && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The text between its quotes, doubled quotes made single; the word itself where there are none.</summary>
    public string Unquoted =>
        Kind switch
        {
            SqlTokenKind.QuotedName => Text[1..^1].Replace($"{Text[^1]}{Text[^1]}", $"{Text[^1]}", StringComparison.Ordinal),
            SqlTokenKind.Text when Text[0] == '$' => Text[Tag..^Tag],
            SqlTokenKind.Text => Text[(Text.IndexOf('\'', StringComparison.Ordinal) + 1)..^1].Replace("''", "'", StringComparison.Ordinal),
            _ => Text,
        };

    private int Tag => Text.IndexOf('$', 1) + 1;
}
