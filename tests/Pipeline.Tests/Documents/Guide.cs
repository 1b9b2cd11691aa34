using System.Text.RegularExpressions;

namespace MalariaPredictor.Pipeline.Tests.Documents;

/// <summary>The guide that the project follows, where it is at hand: beside the benchmark's data. It is not part of the project.</summary>
internal static partial class Guide
{
    public static string? Path { get; } =
        Environment.GetEnvironmentVariable("BENCHMARK_DATA") is { Length: > 0 } data
        && System.IO.Path.GetFullPath(System.IO.Path.Combine(data, "..", "guide", "cicd-implementation-guide.md")) is var path
        && File.Exists(path)
            ? path
            : null;

    /// <summary>The innermost sections, each with those it is in, without the overview and the table of contents.</summary>
    public static IReadOnlyList<string> Sections()
    {
        var found = new List<(int Depth, string Text)>();
        var code = false;
        foreach (var line in File.ReadLines(Path!))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                code = !code;
            }
            else if (!code && Heading().Match(line) is { Success: true } heading)
            {
                found.Add((heading.Groups["marks"].Length, heading.Groups["text"].Value));
            }
        }
        var (sections, within) = (new List<string>(), new string[5]);
        for (var i = 0; i < found.Count; i++)
        {
            var (depth, text) = found[i];
            within[depth] = text;
            if (depth > 1 && (i == found.Count - 1 || found[i + 1].Depth <= depth) && text is not ("Overview" or "Table of Contents"))
            {
                sections.Add(string.Join(" › ", within[2..(depth + 1)]));
            }
        }
        return sections;
    }

    /// <summary>Keys of ConfigMaps and Secrets, and the repository's secrets.</summary>
    public static IReadOnlyList<string> Settings() =>
        [.. Key().Matches(File.ReadAllText(Path!)).Select(key => key.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex("^(?<marks>#{1,4}) (?<text>.+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(
        "(gh secret set |--from-literal=)(?<name>[A-Za-z0-9_.]+)|^  (?<name>[A-Z0-9_]+): \"",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Key();
}
