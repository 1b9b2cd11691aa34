namespace MalariaPredictor.Pipeline.Migrations.Sql;

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
