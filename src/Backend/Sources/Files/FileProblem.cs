namespace MalariaPredictor.Backend.Sources.Files;

/// <summary>One thing wrong with a file: where, what is there, what is wrong with it, what to do.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Line">From 1, as an editor counts; 0 for the file as a whole.</param>
/// <param name="Column">The column's name, or its position where it has none; empty for a line as a whole.</param>
/// <param name="Value">What stands there, shortened and printable.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record FileProblem(string File, long Line, string Column, string Value, string What, string Remedy)
{
    private const int Longest = 60;

    /// <summary><c>file:line, column 'x', value 'y': what. Remedy</c>, without the parts that do not apply.</summary>
    public override string ToString()
    {
        var line = Line > 0 ? $":{Line}" : "";
        var column = Column.Length > 0 ? $", {Column}" : "";
        var value = Value.Length > 0 ? $", '{Value}'" : "";
        return $"{File}{line}{column}{value}: {What} {Remedy}".TrimEnd();
    }

    /// <summary>Text from a file, safe to print on a terminal and short enough for a line.</summary>
    public static string Shown(ReadOnlySpan<char> text)
    {
        var shown = text.Length > Longest ? string.Concat(text[..Longest], "…") : text.ToString();
        return shown.Any(char.IsControl) ? string.Concat(shown.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter)) : shown;
    }
}
