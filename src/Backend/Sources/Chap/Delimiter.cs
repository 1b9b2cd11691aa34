namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>Finds the character between the columns: the one that the first line holds most of.</summary>
internal static class Delimiter
{
    private static readonly char[] Candidates = [',', ';', '\t', '|'];

    public static char Of(string header)
    {
        var counts = new int[Candidates.Length];
        var quoted = false;
        foreach (var letter in header)
        {
            quoted ^= letter == '"';
            var candidate = Array.IndexOf(Candidates, letter);
            if (candidate >= 0 && !quoted)
            {
                counts[candidate]++;
            }
        }

        return Candidates[Array.IndexOf(counts, counts.Max())];
    }
}
