using System.Text.Json;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Tests.Service;

public sealed class HookTests : IAsyncDisposable
{
    private readonly Harness.Service _service = new();

    private static string Pipeline => $"dotnet '{Built.Pipeline}'";

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Every_stage_has_its_hooks_which_are_told_of_the_release_and_may_look_and_migrate_but_not_release()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var old = await _service.AnswersAsync();
        var tell = "echo told $MALARIA_HOOK $MALARIA_KIND $MALARIA_RELEASE $MALARIA_COMMIT $MALARIA_SLOT after $MALARIA_PREVIOUS_RELEASE";
        var environment = _service.Environment(
            "hooks",
            $$"""
            hooks:
              before-release: [ { name: tell, run: {{tell}} } ]
              before-switch:
                - { name: look, run: "{{Pipeline}} status --json && {{Pipeline}} history" }
                - { name: migrate, run: 'dotnet "$MALARIA_ARTIFACT/malaria-predictor.dll" migrate status --json' }
              after-switch:
                - { name: again, run: "{{Pipeline}} deploy --artifact '{{_service.Artifact("c1")}}'", on-failure: warn }
              after-commit: [ { name: tell, run: {{tell}} } ]
              after-rollback: [ { name: tell, run: {{tell}} } ]
            """
        );

        var deployed = (await _service.DeployAsync(_service.Artifact("b1"), "--environment", environment)).ShouldSucceed();
        var release = await _service.AnswersAsync();
        (await _service.RunAsync("rollback", "--environment", environment)).ShouldSucceed();

        var said = (await _service.RunAsync("logs", "--hooks")).ShouldSucceed().Output;
        var commit = "b1".PadRight(40, '0');
        said.ShouldContain($"told before-release deploy {release} {commit} green after {old}");
        said.ShouldContain($"told after-commit deploy {release} {commit} green after {old}");
        said.ShouldContain($"told after-rollback rollback {old} {"a1".PadRight(40, '0')} blue after {release}");
        said.ShouldContain("\"oldestReader\"");
        said.ShouldContain("'deploy' was called by the after-switch hook of a release that is under way, which waits for that hook");
        deployed.Output.ShouldContain("hook after-switch again failed, which is only reported: ended with exit code 1");
    }

    [Fact]
    public async Task A_hook_that_fails_refuses_the_release_and_the_one_for_after_a_rollback_comes_last()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var old = await _service.AnswersAsync();

        var refused = await _service.RunAsync(
            "deploy",
            "--artifact",
            _service.Artifact("b1"),
            "--json",
            "--environment",
            _service.Environment(
                "hooks",
                """
                hooks:
                  after-switch: [ { name: smoke, run: "echo it smokes; exit 7" } ]
                  after-rollback: [ { name: tell, run: "echo $MALARIA_HOOK after $MALARIA_RELEASE; exit 1" } ]
                """
            )
        );

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain("hook smoke (after-switch) failed: ended with exit code 7: it smokes");
        refused.Errors.ShouldContain("hook after-rollback tell failed, which is only reported");
        (await _service.AnswersAsync()).ShouldBe(old);
        var result = JsonSerializer.Deserialize(refused.Output, DeploymentJson.Default.ReleaseResult)!;
        result.Outcome.ShouldBe("failed");
        result.Failure!.ShouldContain("it smokes");
        result.Verdicts.Select(verdict => verdict.Gate).ShouldBe(["schema", "migrations", "version", "forecasts", "replay", "latency"]);
        var records = Journal.Read(Path.Combine(_service.State, "journal.log")).Records;
        records[^2].Step.ShouldBe("hook after-rollback tell");
        records[^2].Detail!.ShouldContain("exit code 1");
    }

    [Fact]
    public async Task A_hook_that_takes_too_long_is_killed_with_all_it_started()
    {
        await _service.FirstAsync(_service.Artifact("a1"));

        var refused = await _service.DeployAsync(
            _service.Artifact("b1"),
            "--environment",
            _service.Environment("hooks", "hooks: { before-release: [ { name: slow, run: 'sleep 4711 & sleep 4711', timeout: 0.5 } ] }")
        );

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain("hook slow (before-release) failed: did not end within 0.5 s and was killed");
        Sleepers("4711").ShouldBe(0);
    }

    [Fact]
    public async Task A_hook_does_not_outlive_a_deployer_that_is_killed_and_the_next_command_puts_things_in_order()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var old = await _service.AnswersAsync();
        using var deployer = _service.Start(
            "deploy",
            "--artifact",
            _service.Artifact("b1"),
            "--environment",
            _service.Environment("hooks", "hooks: { after-switch: [ { name: slow, run: 'sleep 4712 & sleep 4712' } ] }")
        );
        await Patience.UntilAsync(() => Task.FromResult(Sleepers("4712") == 2), "the hook runs");

        deployer.Kill();
        await Patience.UntilAsync(() => Task.FromResult(Sleepers("4712") == 0), "the hook is dead as well");

        (await _service.RunAsync("resume")).ShouldSucceed();
        (await _service.AnswersAsync()).ShouldBe(old);
    }

    [Fact]
    public async Task A_webhook_is_posted_what_a_command_is_told_and_its_address_is_shown_nowhere()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        using var hook = new Notifications.SlackStub(); // It takes a JSON object with a text: ours has none, so it refuses.
        var environment = _service.Environment("hooks", "hooks: { before-switch: [ { name: ask, post-from: GATE_TEST_HOOK } ] }");

        var refused = await _service.RunWithAsync(
            ("GATE_TEST_HOOK", hook.Url),
            "deploy",
            "--artifact",
            _service.Artifact("b1"),
            "--environment",
            environment
        );

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain($"hook ask (before-switch) failed: {new Uri(hook.Url).Authority} answered 400");
        hook.Refused.ShouldBe(["no_text"]);
        refused.All.ShouldNotContain("sEcReT");
    }

    private static int Sleepers(string seconds) =>
        Directory
            .EnumerateDirectories("/proc")
            .Count(folder =>
            {
                try
                {
                    return int.TryParse(Path.GetFileName(folder), out var pid)
                        && ProcessIdentity.Of(pid) is not null
                        && File.ReadAllText(folder + "/cmdline") == $"sleep\0{seconds}\0";
                }
                catch (IOException)
                {
                    return false; // It has ended.
                }
            });
}
