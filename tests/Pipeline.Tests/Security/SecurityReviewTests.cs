using MalariaPredictor.Pipeline.Security;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Security;

public sealed class SecurityReviewTests : IDisposable
{
    private static readonly DateOnly Today = new(2026, 6, 1);
    private readonly TemporaryFolder _folder = new();

    // As Trivy writes it: the severity with the rule, the place with the result.
    private const string Trivy = """
        {"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Trivy","rules":[
          {"id":"CVE-2026-0001","defaultConfiguration":{"level":"error"},"properties":{"security-severity":"9.8"}},
          {"id":"CVE-2026-0002","defaultConfiguration":{"level":"note"},"properties":{"security-severity":"2.1"}}]}},
          "results":[
            {"ruleId":"CVE-2026-0001","level":"error","message":{"text":"Package: x\nFixed: 2"},
             "locations":[{"physicalLocation":{"artifactLocation":{"uri":"src/a.json"},"region":{"startLine":7}}}]},
            {"ruleId":"CVE-2026-0002","level":"note","message":{"text":"small"}},
            {"ruleId":"CVE-2026-0001","message":{"text":"elsewhere"},"suppressions":[{"kind":"inSource"}]}]}]}
        """;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_high_finding_stops_and_says_where_and_a_small_one_is_only_told()
    {
        var review = Review([]);

        review
            .Blocking.ShouldHaveSingleItem()
            .ShouldBe(new Vulnerability("Trivy", "CVE-2026-0001", 9.8, "src/a.json:7", "Package: x Fixed: 2"));
        review.Told.ShouldHaveSingleItem().Id.ShouldBe("CVE-2026-0002");
    }

    [Theory]
    [InlineData("2026-06-01", 0, 0)]
    [InlineData("2026-05-31", 1, 1)]
    public void An_exception_counts_to_its_last_day(string expires, int blocking, int expired)
    {
        var review = Review(Exemptions.Parse($"- {{id: CVE-2026-0001, reason: not reachable, owner: platform, expires: {expires}}}", "x"));

        (review.Blocking.Count, review.Exempt.Count, review.Expired.Count).ShouldBe((blocking, 1 - blocking, expired));
    }

    [Fact]
    public void An_exception_of_what_is_gone_is_named() =>
        Review(Exemptions.Parse("- {id: CVE-2020-1, reason: r, owner: o, expires: 2030-01-01}", "x"))
            .Unused.ShouldHaveSingleItem()
            .Id.ShouldBe("CVE-2020-1");

    [Theory]
    [InlineData("- {id: A, reason: r, owner: o}", "'expires' is missing")]
    [InlineData("- {id: A, reason: r, owner: o, expires: soon}", "'soon' is not a day")]
    [InlineData("- {id: A, reason: r, owner: o, expires: 2030-01-01, forever: yes}", "'forever' is not one of")]
    [InlineData("CVE-2020-1", "must hold a list")]
    [InlineData("- CVE-2020-1", "each exemption holds")]
    [InlineData("- {id: [", "exceptions.yaml, line ")]
    public void A_bare_or_endless_exception_is_refused_with_its_place(string text, string reason) =>
        Should.Throw<UserFacingException>(() => Exemptions.Parse(text, "exceptions.yaml")).Message.ShouldContain(reason);

    [Fact]
    public async Task The_command_ends_with_1_for_a_stop_and_3_where_there_is_no_report()
    {
        (await Cli.RunAsync(_folder.Path, "security", _folder.Path)).ExitCode.ShouldBe(3);

        await File.WriteAllTextAsync(_folder.File("trivy.sarif"), Trivy, TestContext.Current.CancellationToken);
        var stopped = await Cli.RunAsync(_folder.Path, "security", _folder.Path);
        stopped.ExitCode.ShouldBe(1);
        stopped.Output.ShouldContain("STOPS CVE-2026-0001 (severity 9.8, Trivy) src/a.json:7");

        await File.WriteAllTextAsync(_folder.File("broken.sarif"), "{}", TestContext.Current.CancellationToken);
        (await Cli.RunAsync(_folder.Path, "security", _folder.Path)).Errors.ShouldContain("broken.sarif is not SARIF");
    }

    private SecurityReview Review(IReadOnlyList<Exemption> exemptions)
    {
        File.WriteAllText(_folder.File("trivy.sarif"), Trivy);
        return SecurityReview.Of(1, Sarif.Read(_folder.File("trivy.sarif")), exemptions, Today);
    }
}
