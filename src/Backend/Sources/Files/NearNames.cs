using System.Globalization;
using System.Text;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Sources.Files;

/// <summary>How alike two names are, to suggest what was meant.</summary>
internal static class NearNames
{
    /// <summary>No name of a place is longer.</summary>
    public const int Longest = 200;

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

    /// <summary>
    /// The candidate most like the name, if any is like it at all: a third of the letters may differ. Longer texts than any name of a place
    /// are compared with nothing: the time it takes grows with the product of the lengths.
    /// </summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        if (name.Length > Longest)
        {
            return null;
        }

        var bare = Bare(name);
        var (nearest, most) = ((string?)null, Math.Max(bare.Length, 3) / 3);
        foreach (var candidate in candidates)
        {
            // Canonical forms may be shorter than what is written, but not by much.
            if (candidate.Length > Longest || Math.Abs(candidate.Length - name.Length) > (2 * most) + 8)
            {
                continue;
            }

            var distance = Distance(bare, Bare(candidate), most);
            if (distance <= most)
            {
                (nearest, most) = (candidate, distance - 1);
            }
        }

        return nearest;
    }

    /// <summary>
    /// Levenshtein's distance: letters added, removed or changed. Where it is more than <paramref name="most"/>, a number above that.
    /// </summary>
    public static int Distance(string left, string right, int most = int.MaxValue)
    {
        if (Math.Abs(left.Length - right.Length) > most)
        {
            return most + 1;
        }

        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            var least = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
                least = Math.Min(least, row[j]);
            }

            if (least > most)
            {
                return most + 1;
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
