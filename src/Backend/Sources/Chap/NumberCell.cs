using System.Globalization;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>Reads the text of one cell as a number, a missing value, or neither.</summary>
internal static class NumberCell
{
    private static readonly string[] MissingWords = ["NA", "NaN", "null", "None", "N/A", "#N/A", "nil"];

    public static bool IsMissing(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return true;
        }

        if (char.IsAsciiDigit(text[0]) || text.Length > 4)
        {
            return false;
        }

        foreach (var word in MissingWords)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A number with a decimal point; infinite where it says so or is too large to hold.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && !double.IsNaN(number);

    /// <summary>A number with a decimal comma, as spreadsheets in many languages write it: one comma and no point.</summary>
    public static bool TryReadDecimalComma(ReadOnlySpan<char> text, out double number)
    {
        number = 0;
        if (text.Length > 40 || text.Count(',') != 1 || text.Contains('.'))
        {
            return false;
        }

        Span<char> pointed = stackalloc char[text.Length];
        text.Replace(pointed, ',', '.');
        return TryRead(pointed, out number);
    }
}
