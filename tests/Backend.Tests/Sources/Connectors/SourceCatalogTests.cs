using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Ingestion;
using MalariaPredictor.Backend.Sources.Connectors;

namespace MalariaPredictor.Backend.Tests.Sources.Connectors;

public sealed class SourceCatalogTests
{
    [Fact]
    public void Nothing_is_fetched_where_nothing_is_configured() => Read(null, keys: false).Connectors.ShouldBeEmpty();

    [Theory]
    [InlineData("sinse: 2015-01", "SOURCES line 1, sinse: there is no such key here.", "Is 'since' meant?")]
    [InlineData("since: last year", "SOURCES line 1, since: 'last year' is neither a month nor a day.", "2015-01")]
    [InlineData("since: 2031-01", "SOURCES line 1, since: 2031-01-01 is still to come.", "first month")]
    [InlineData("[a, b]", "SOURCES holds no keys.", "sources example")]
    [InlineData("since: 2015-01\nsince: 2016-01", "SOURCES line 2 is not YAML", "Correct that line.")]
    [InlineData("a: &x [1]\nb: *x", "SOURCES line 2: references (*) are not read.", "Write the value itself.")]
    public void A_bad_file_is_refused_with_line_key_and_remedy(string yaml, string what, string remedy)
    {
        var failure = Should.Throw<UserFacingException>(() => Read(yaml));
        failure.Message.ShouldStartWith(what);
        failure.Remedy.ShouldContain(remedy);
    }

    [Fact]
    public void A_file_and_a_text_at_once_are_refused() =>
        Should.Throw<UserFacingException>(() => Read("since: 2015-01", file: "/no/such/file")).Message.ShouldContain("are both set");

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Should
            .Throw<UserFacingException>(() => Read(null, "/no/such/file.yaml"))
            .Message.ShouldStartWith("SOURCES_FILE names /no/such/file.yaml");

    [Fact]
    public void The_example_is_a_valid_file_once_its_keys_are_set()
    {
        var text = SourceCatalog.Example;
        foreach (var kind in SourceKind.All)
        {
            text.ShouldContain($"{kind.Name}:");
        }

        Should.NotThrow(() => Read(text));
    }

    private static SourceCatalog Read(string? yaml, string? file = null, bool keys = true)
    {
        using var scratch = Scratch.Empty();
        return SourceCatalog.Read(
            new SourceTools(
                scratch.Database,
                scratch.Clock,
                name =>
                    name switch
                    {
                        SourceCatalog.TextVariable => yaml,
                        SourceCatalog.FileVariable => file,
                        _ when keys
                                && (name.EndsWith("_KEY", StringComparison.Ordinal) || name.EndsWith("_TOKEN", StringComparison.Ordinal)) =>
                            "a-key",
                        _ => null,
                    }
            )
        );
    }
}
