using System.Text.RegularExpressions;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Documents;

/// <summary>docs/guide-coverage.md as what it claims: sections, commands, files, tests, names.</summary>
internal sealed partial class CoverageDocument
{
    private const string Names = "Settings and secrets";
    private readonly List<(string Chapter, string[] Cells)> _rows = [];

    public CoverageDocument()
    {
        var chapter = "";
        foreach (var line in File.ReadLines(Checkout.At("docs", "guide-coverage.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                chapter = line[3..];
            }
            else if (
                line.StartsWith("| ", StringComparison.Ordinal)
                && !line.StartsWith("| guide |", StringComparison.Ordinal)
                && !line.StartsWith("| name |", StringComparison.Ordinal)
            )
            {
                _rows.Add((chapter, [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())]));
            }
        }
    }

    /// <summary>As <c>Initial Setup › 4. Redis Setup › Install Redis Cluster</c>.</summary>
    public IEnumerable<string> Sections => _rows.Where(row => row.Chapter != Names).Select(row => $"{row.Chapter} › {row.Cells[0]}");

    public IEnumerable<string> Commands =>
        Code(_rows.SelectMany(row => row.Cells)).Where(text => text.StartsWith("./pipeline ", StringComparison.Ordinal)).Distinct();

    public IEnumerable<string> Links =>
        _rows
            .SelectMany(row => row.Cells)
            .SelectMany(cell => Link().Matches(cell))
            .Select(link => link.Groups["target"].Value)
            .Where(target => target.Length > 0)
            .Distinct();

    /// <summary>Every row of the guide's sections with its tests, as <c>ATests.One_of_them</c>.</summary>
    public IEnumerable<(string Section, IReadOnlyList<string> Tests)> Held =>
        _rows.Where(row => row.Chapter != Names).Select(row => (row.Cells[0], Tests(row.Cells)));

    /// <summary>Every setting and secret with its state, and with the tests that observe what it does.</summary>
    public IEnumerable<(string Name, string State, IReadOnlyList<string> Tests)> Settings =>
        _rows
            .Where(row => row.Chapter == Names)
            .SelectMany(row => Code(row.Cells[..1]).Select(name => (name, row.Cells[1], Tests(row.Cells))));

    private static IReadOnlyList<string> Tests(string[] cells) => [.. Code(cells[2..3])];

    private static IEnumerable<string> Code(IEnumerable<string> cells) =>
        cells.SelectMany(cell => Span().Matches(cell)).Select(span => span.Groups["text"].Value);

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Span();

    [GeneratedRegex(@"\]\((?<target>[^)#]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
