using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Service;

public sealed class RefusedReleaseTests : IAsyncDisposable
{
    private readonly Harness.Service _service = new();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_release_that_is_not_fit_is_refused_with_the_reason_and_the_old_one_keeps_serving()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var old = await _service.AnswersAsync();

        await RefusesAsync(old, "c1", new { CrashesOnStart = true }, "ended before it was ready", "the configuration is beyond repair");
        await RefusesAsync(old, "c2", new { NeverReady = true }, "was not ready within 6 s", "forecasts: none are computed", "listens");
        await RefusesAsync(old, "c3", new { ReportsCommit = "another" }, "reports commit 'another'");
        await RefusesAsync(old, "c4", new { ReportsRelease = "another" }, "answers as release 'another'");
        await RefusesAsync(old, "c5", new { MigrationFails = true }, "migration", "the table is locked");
        (await _service.StatusAsync()).Unfinished.ShouldBeNull();
    }

    [Fact]
    public async Task A_release_whose_forecasts_are_not_sane_is_refused()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var old = await _service.AnswersAsync();

        await RefusesAsync(old, "d1", new { Quantiles = (double[])[3, 2, 1] }, "quantiles that fall from 3 to 2");
    }

    [Fact]
    public async Task A_release_that_fails_under_traffic_is_taken_back_by_itself()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var old = await _service.AnswersAsync();
        await using var load = new Load(_service.Url + "/work", connections: 4);

        var refused = await _service.RunAsync(
            "deploy",
            "--artifact",
            _service.Artifact("e1", new { FailsAfter = 20 }),
            "--watch-seconds",
            "30"
        );

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain("requests failed after the switch");
        (await _service.AnswersAsync()).ShouldBe(old);
    }

    private async Task RefusesAsync(string old, string commit, object behavior, params string[] reasons)
    {
        var refused = await _service.DeployAsync(_service.Artifact(commit, behavior), "--ready-seconds", "6", "--verify-seconds", "1");

        refused.ExitCode.ShouldBe(1, refused.All);
        foreach (var reason in reasons)
        {
            refused.Errors.ShouldContain(reason);
        }
        refused.Errors.ShouldNotContain("   at ", Case.Sensitive, "no trace reaches a user");
        (await _service.AnswersAsync()).ShouldBe(old);
    }
}
