namespace MalariaPredictor.Backend.Sources.Files;

/// <summary>What was accepted though it was not quite right, each kind with its count and the line where it was first seen.</summary>
internal sealed class Warnings
{
    private readonly Dictionary<string, (long Count, long FirstLine, string First)> _counted = new(StringComparer.Ordinal);
    private readonly List<string> _said = [];

    /// <summary>All of it, in words.</summary>
    public IReadOnlyList<string> All =>
        [.. _said, .. _counted.Select(kind => $"{kind.Key}: {kind.Value.Count} (first in line {kind.Value.FirstLine}{kind.Value.First})")];

    public void Say(string warning) => _said.Add(warning);

    public void SayIf(string? warning)
    {
        if (warning is not null)
        {
            _said.Add(warning);
        }
    }

    /// <param name="kind">What there is so many of, and what was done: "shapes that cross themselves, repaired".</param>
    /// <param name="line">Where.</param>
    /// <param name="name">Of what is there.</param>
    public void Count(string kind, long line, string name = "") =>
        _counted[kind] = _counted.TryGetValue(kind, out var before)
            ? before with
            {
                Count = before.Count + 1,
            }
            : (1, line, name.Length == 0 ? "" : $": {name}");

    /// <summary>"a, b, c and 5 more".</summary>
    public static string Some(IReadOnlyCollection<string> names, int shown = 5) =>
        string.Join(", ", names.Take(shown)) + (names.Count > shown ? $" and {names.Count - shown} more" : "");
}
