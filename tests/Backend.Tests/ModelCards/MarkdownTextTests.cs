using System.Net;
using CsCheck;
using MalariaPredictor.Backend.ModelCards;
using MalariaPredictor.Backend.Tests.Serving;
using Markdig;
using Markdig.Extensions.EmphasisExtras;

namespace MalariaPredictor.Backend.Tests.ModelCards;

public sealed class MarkdownTextTests
{
    private static readonly MarkdownPipeline GitHub = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoLinks()
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
        .Build();

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("[click](javascript:alert(1))")]
    [InlineData("![x](https://example.org/x.png)")]
    [InlineData("https://example.org www.example.org")]
    [InlineData("a|b \\| c")]
    [InlineData("`code` **bold** _it_ ~~gone~~ &lt; &amp;")]
    [InlineData("1. North")]
    [InlineData("- North")]
    [InlineData("# North")]
    [InlineData("2019")]
    [InlineData("...")]
    public void A_name_shows_as_it_was_written(string name) => Shows(name);

    [Fact]
    public void Any_name_shows_as_it_was_written() =>
        Gen.Char["ab1 .-+=#*_`~[]()!<>&;:/\\|\"'@$^{}w"]
            .Array[1, 14]
            .Sample(
                letters =>
                {
                    if (string.Join(' ', new string(letters).Split(' ', StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } name)
                    {
                        Shows(name);
                    }
                },
                iter: Proof.Rounds(slice: 2000, whole: 200_000)
            );

    [Theory]
    [InlineData("plain")]
    [InlineData("`")]
    [InlineData("a ``` b")]
    [InlineData("</code><script>")]
    public void Code_shows_as_it_was_written(string text)
    {
        var html = Markdown.ToHtml(MarkdownText.Code(text), GitHub).Trim();

        html.ShouldStartWith("<p><code>");
        WebUtility.HtmlDecode(html["<p><code>".Length..^"</code></p>".Length]).ShouldBe(text);
    }

    [Fact]
    public async Task The_card_of_a_country_with_hostile_names_holds_no_markup_of_theirs()
    {
        using var database = new TestDatabase();
        await database.Must("migrate", "up");
        const string Hostile = "<img src=x onerror=alert(1)>[a](b)|c";
        var file = Path.Combine(database.Folder, "evil <b>|[x](y).csv");
        await File.WriteAllTextAsync(
            file,
            TinyCountry.Observations().Replace("Akoro", Hostile, StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );
        await database.Must("import", file);
        await database.Must("train");

        var card = await database.Must("card");
        var html = Markdown.ToHtml(card, GitHub);

        html.ShouldContain(WebUtility.HtmlEncode(Hostile), customMessage: card);
        html.ShouldNotContain("<img");
        html.ShouldNotContain("<b>");
        html.ShouldNotContain("href=\"y\"");
    }

    private static void Shows(string name)
    {
        var text = MarkdownText.Escape(name);
        Inside("li", $"- {text}", name);
        Inside("p", text, name);
        Inside("td", $"| x |\n|---|\n| {text} |", name);
        Inside("p", $"Best in {text} (1.0)", $"Best in {name} (1.0)");
    }

    private static void Inside(string tag, string markdown, string expected)
    {
        var html = Markdown.ToHtml(markdown, GitHub);
        var begin = html.IndexOf($"<{tag}>", StringComparison.Ordinal);
        begin.ShouldBeGreaterThanOrEqualTo(0, $"{markdown} → {html}");
        var inner = html[(begin + tag.Length + 2)..html.LastIndexOf($"</{tag}>", StringComparison.Ordinal)];
        inner.ShouldNotContain("<", customMessage: $"{markdown} → {html}");
        WebUtility.HtmlDecode(inner).ShouldBe(expected, $"{markdown} → {html}");
    }
}
