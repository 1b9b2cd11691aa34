using System.Text.RegularExpressions;

namespace MalariaPredictor.Backend.Tests.Observability.Monitoring;

/// <summary>The series that a scrape answered, with the labels they carry.</summary>
internal sealed partial class Exposition(string text)
{
    private readonly Dictionary<string, HashSet<string>> _labels = Sample()
        .Matches(text)
        .GroupBy(match => match.Groups["name"].Value, StringComparer.Ordinal)
        .ToDictionary(
            group => group.Key,
            group => group.SelectMany(match => Labels(match.Groups["labels"].Value)).ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal
        );

    /// <summary>What a query asks for and nobody exports; what Prometheus itself or a recording rule makes is known.</summary>
    public IEnumerable<string> MissingFor(string query, IReadOnlyCollection<string> recorded)
    {
        foreach (Match selector in Selector().Matches(query))
        {
            var series = selector.Groups[1].Value;
            if (series == "up" || recorded.Contains(series))
            {
                continue;
            }

            if (!_labels.TryGetValue(series, out var labels))
            {
                yield return series;
                continue;
            }

            foreach (
                var label in Labels(selector.Groups[2].Value).Where(label => label is not ("job" or "instance") && !labels.Contains(label))
            )
            {
                yield return $"{series} by {label}";
            }
        }
    }

    private static IEnumerable<string> Labels(string matchers) => LabelName().Matches(matchers).Select(match => match.Groups[1].Value);

    [GeneratedRegex(
        @"^(?<name>[a-zA-Z_:][\w:]*)(\{(?<labels>.*)\})? [-+.\deInfNa]+$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Sample();

    [GeneratedRegex(@"([a-zA-Z_:][\w:]*)\{((?:[^}""]|""[^""]*"")*)\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"(?:^|,)\s*(\w+)\s*(?:=~|!~|!=|=)")]
    private static partial Regex LabelName();
}
