using System.Text;

namespace MalariaPredictor.Backend.ModelCards;

/// <summary>
/// Text from data (names of places, files, columns, models) for a Markdown document: it shows as it was written, whatever it is, and can be
/// neither markup nor HTML nor a link. GitHub's Markdown, whose tables cannot hold a bare bar and which makes links of bare addresses.
/// </summary>
internal static class MarkdownText
{
    private const string Markup = "\\`*_[]|~#$";

    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            switch (letter)
            {
                case '&':
                    escaped.Append("&amp;");
                    break;
                case '<':
                    escaped.Append("&lt;");
                    break;
                case '>':
                    escaped.Append("&gt;");
                    break;
                case '@':
                    escaped.Append("&#64;");
                    break;
                case '/' when at > 0 && text[at - 1] == ':':
                    escaped.Append("&#47;"); // Or https://… becomes a link.
                    break;
                case '.' when EndsWith(text, at, "www"):
                case '.' or ')' when at > 0 && text.AsSpan(0, at).ContainsAnyExceptInRange('0', '9') is false:
                    escaped.Append('\\').Append(letter); // Or it becomes a link, or the first of a numbered list.
                    break;
                case '-' or '+' or '=' or '.' or ')' or '!' when escaped.Length == 0:
                    escaped.Append('\\').Append(letter);
                    break;
                default:
                    _ =
                        Markup.Contains(letter, StringComparison.Ordinal) ? escaped.Append('\\').Append(letter)
                        : char.IsControl(letter) || letter is '\u2028' or '\u2029' ? escaped.Append(' ')
                        : escaped.Append(letter);
                    break;
            }
        }

        return escaped.ToString();
    }

    /// <summary>As code, in as many backquotes as it takes. A bar in it would still end the cell of a table.</summary>
    public static string Code(string text)
    {
        var line = string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
        var fence = "`";
        while (line.Contains(fence, StringComparison.Ordinal))
        {
            fence += "`";
        }

        return fence.Length == 1 ? $"`{line}`" : $"{fence} {line} {fence}";
    }

    private static bool EndsWith(string text, int at, string word) =>
        at >= word.Length && text.AsSpan(at - word.Length, word.Length).Equals(word, StringComparison.OrdinalIgnoreCase);
}
