using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Api;

/// <summary>
/// Names that the writer of an unknown one may have meant: those that contain it or are contained in it, and those few edits away.
/// </summary>
internal static class NearestNames
{
    private const int ShortestPart = 3;

    public static IReadOnlyList<string> To(string asked, IEnumerable<string> names, int most = 5)
    {
        if (asked.Length > NearNames.Longest)
        {
            return [];
        }

        var bare = NearNames.Bare(asked);
        return
        [
            .. names
                .Select(name => (Name: name, Distance: Distance(bare, NearNames.Bare(name), Math.Max(2, bare.Length / 3))))
                .Where(pair => pair.Distance <= Math.Max(2, bare.Length / 3))
                .OrderBy(pair => pair.Distance)
                .ThenBy(pair => pair.Name, StringComparer.Ordinal)
                .Take(most)
                .Select(pair => pair.Name),
        ];
    }

    private static int Distance(string left, string right, int most) =>
        left == right ? 0
        : Contains(right, left) || Contains(left, right) ? 1
        : NearNames.Distance(left, right, most);

    private static bool Contains(string whole, string part) =>
        part.Length >= ShortestPart && whole.Contains(part, StringComparison.Ordinal);
}
