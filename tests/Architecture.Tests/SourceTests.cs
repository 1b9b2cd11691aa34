using System.Text.RegularExpressions;

namespace MalariaPredictor.Architecture.Tests;

public sealed partial class SourceTests
{
    [Theory]
    [InlineData("*.cs")]
    [InlineData("*.razor")]
    public void No_hand_written_file_is_longer_than_400_lines(string pattern) =>
        Repository.Sources(pattern, "src", "tests", "bench").Where(file => Lines(file) > 400).ShouldBeEmpty();

    [Fact]
    public void No_line_is_longer_than_140_columns() =>
        (
            from file in Repository.Sources("*.cs", "src", "tests", "bench")
            from line in Repository.Read(file).Split('\n').Index()
            where line.Item.Length > 140
            select $"{file}:{line.Index + 1}"
        ).ShouldBeEmpty();

    [Fact]
    public void A_program_starts_in_25_lines() => Repository.Sources("Program.cs", "src").Where(file => Lines(file) > 25).ShouldBeEmpty();

    [Fact]
    public void Nothing_is_left_for_later() =>
        Repository.Sources("*.cs", "src").Where(file => Unfinished().IsMatch(Repository.Read(file))).ShouldBeEmpty();

    [Fact]
    public void Every_link_of_the_documents_leads_somewhere()
    {
        var documents = Repository.Sources("*.md", "docs", "bench").Concat(["README.md", "CONTRIBUTING.md"]);
        var dead =
            from document in documents
            from Match link in RelativeLink().Matches(Repository.Read(document))
            let target = Path.Combine(Repository.Root, Path.GetDirectoryName(document)!, link.Groups[1].Value)
            where !Path.Exists(target)
            select $"{document}: {link.Groups[1].Value}";
        dead.ShouldBeEmpty();
    }

    [Fact]
    public void Every_path_that_a_page_for_contributors_names_is_there()
    {
        var missing =
            from document in Repository.Sources("*.md", "docs/contributing")
            from Match path in PathInCode().Matches(Repository.Read(document))
            where !Path.Exists(Path.Combine(Repository.Root, path.Groups[1].Value))
            select $"{document}: {path.Groups[1].Value}";
        missing.ShouldBeEmpty();
    }

    [Fact]
    public void No_word_that_the_style_refuses_is_used()
    {
        var refused = Repository.Read("docs/contributing/style.md").Split("A test refuses these")[1].Split("\n\n")[0];
        var words = WordInCode().Matches(refused).Select(word => Regex.Escape(word.Groups[1].Value)).ToList();
        var pattern = new Regex($@"\b(?:{string.Join('|', words)})\b", RegexOptions.IgnoreCase);

        words.Count.ShouldBeGreaterThan(5);
        (
            from file in Repository.Sources("*.cs", "src").Concat(Repository.Sources("*.md", "docs")).Append("README.md")
            where !file.StartsWith("docs/decisions/", StringComparison.Ordinal) && file != "docs/contributing/style.md"
            from line in Repository.Read(file).Split('\n').Index()
            where pattern.IsMatch(line.Item)
            select $"{file}:{line.Index + 1}: {line.Item.Trim()}"
        ).ShouldBeEmpty();
    }

    private static int Lines(string file) => Repository.Read(file).AsSpan().Count('\n');

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"`((?:src|tests|bench|deploy|docs|\.github)/[^`<>\s]+)`")]
    private static partial Regex PathInCode();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex WordInCode();

    [GeneratedRegex(@"\]\((?!https?:|mailto:|#)([^)#\s]+)")]
    private static partial Regex RelativeLink();
}
