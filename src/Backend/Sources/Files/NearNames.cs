using System.Globalization;
using System.Text;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Sources.Files;

/// <summary>How alike two names are, to suggest what was meant.</summary>
internal static class NearNames
{
    /// <summary>
    /// Letters with their marks and digits only, in lower case: what remains when case, spaces and punctuation do not matter. Between two
    /// digits they do: 1.0 is not 10.
    /// </summary>
    public static string Bare(string name)
    {
        var (text, between) = (new StringBuilder(name.Length), false);
        foreach (var rune in PlaceName.Canonical(name).EnumerateRunes())
        {
            if (!Rune.IsLetterOrDigit(rune) && !IsMark(rune))
            {
                between = true;
                continue;
            }

            if (between && Rune.IsDigit(rune) && text.Length > 0 && char.IsDigit(text[^1]))
            {
                text.Append('.');
            }

            text.Append(rune.ToString());
            between = false;
        }

        return text.ToString();
    }

    /// <summary>The candidate most like the name, if any is like it at all: a third of the letters may differ.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates) =>
        candidates
            .Select(candidate => (candidate, distance: Distance(Bare(name), Bare(candidate))))
            .Where(pair => pair.distance * 3 <= Math.Max(Bare(name).Length, 3))
            .OrderBy(pair => pair.distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

    /// <summary>Levenshtein's distance: letters added, removed or changed.</summary>
    public static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }

    // A vowel sign of an Indic script is a mark, and as much of the name as a letter.
    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark;
}
