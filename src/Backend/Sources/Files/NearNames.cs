namespace MalariaPredictor.Backend.Sources.Files;

/// <summary>How alike two names are, to suggest what was meant.</summary>
internal static class NearNames
{
    /// <summary>Letters and digits only, lower-case: what remains when case, spaces and punctuation do not matter.</summary>
    public static string Bare(string name) => string.Concat(name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

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
}
