using System.Globalization;
using System.Text;

namespace MalariaPredictor.Backend.Storage;

/// <summary>
/// The canonical form of a place's name. Two spellings are one name where they differ only in how accents are composed, in capitals,
/// in spaces and hyphens (all are one separator), in the form of an apostrophe, in letters that cannot be seen, or where a code was
/// written as a number (<c>1.0</c> is <c>1</c>).
/// </summary>
internal static class PlaceName
{
    private const string Invisible = "\u00AD\u200B\u200E\u200F\u2060\uFEFF\u202A\u202B\u202C\u202D\u202E";
    private const string Apostrophes = "'`´‘’ʼ′＇";

    public static string Canonical(string name)
    {
        var (text, separated) = (new StringBuilder(name.Length), false);
        foreach (var rune in Decomposition.Of(name).EnumerateRunes())
        {
            if (rune.IsBmp && Invisible.Contains((char)rune.Value, StringComparison.Ordinal))
            {
                continue;
            }

            if (Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DashPunctuation || rune.Value == 0x2212)
            {
                separated = text.Length > 0;
                continue;
            }

            if (separated)
            {
                text.Append(' ');
                separated = false;
            }

            text.Append(
                rune.IsBmp && Apostrophes.Contains((char)rune.Value, StringComparison.Ordinal)
                    ? "'"
                    : Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)).ToString()
            );
        }

        // Capitals of some letters are composed where the small letters are not.
        return Code(Decomposition.Of(text.ToString()));
    }

    /// <summary>Whether two names are one.</summary>
    public static bool Same(string left, string right) => left == right || Canonical(left) == Canonical(right);

    /// <summary>Whether two spellings look the same on paper, so that a message that shows both would puzzle its reader.</summary>
    public static bool LookAlike(string left, string right) => OnPaper(left) == OnPaper(right);

    private static string OnPaper(string name) =>
        string.Concat(
            Decomposition
                .Of(name)
                .Where(letter => !Invisible.Contains(letter, StringComparison.Ordinal))
                .Select(letter =>
                    char.IsWhiteSpace(letter) ? ' '
                    : char.GetUnicodeCategory(letter) == UnicodeCategory.DashPunctuation ? '-'
                    : letter
                )
        );

    /// <summary>Whether a text holds no half of a surrogate pair, which is no letter and cannot be stored.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            text = text[consumed..];
        }

        return true;
    }

    /// <summary>A code that a program wrote as a number with decimals, as data frames do to a column with gaps.</summary>
    public static string Code(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return
            point > 0
            && point < text.Length - 1
            && text.AsSpan(0, point).IndexOfAnyExceptInRange('0', '9') < 0
            && text.AsSpan(point + 1).IndexOfAnyExcept('0') < 0
            ? text[..point]
            : text;
    }
}
