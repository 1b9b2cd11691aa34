using System.Text.Json;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Service;

public sealed class PlanTests : IAsyncDisposable
{
    private readonly Harness.Service _service = new();

    private string File => Path.Combine(_service.State, "release.plan");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_plan_shows_all_that_will_change_and_changes_nothing()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var old = await _service.AnswersAsync();

        var shown = (
            await _service.RunWithAsync(
                ("LOG_LEVEL", "debug"),
                "plan",
                "--artifact",
                _service.Artifact("b2", new { Schema = 2, MigrationSql = "CREATE TABLE t (a INTEGER);" })
            )
        )
            .ShouldSucceed()
            .Output;

        foreach (
            var part in (string[])
                [
                    "commit b20000",
                    "not tested",
                    $"replaces    release {old}",
                    "started in slot green",
                    "LOG_LEVEL: (not set) → debug",
                    "model       m1",
                    "schema 1 → 2",
                    "migration 2 (change 2): no findings",
                    "| CREATE TABLE t (a INTEGER);",
                    "schema: pass",
                    "migrations: pass",
                    $"to release {old} stays feasible: the database would have schema 2",
                    "step  1     preflight:",
                    "gate replay:",
                    "switch:",
                    "watch:",
                ]
        )
        {
            shown.ShouldContain(part);
        }
        (await _service.HostAsync()).Slots.Count.ShouldBe(1);
        (await _service.RunAsync("releases", "--json")).Output.ShouldNotContain("b20000");
    }

    [Fact]
    public async Task A_plan_that_a_gate_refuses_says_so_and_ends_with_exit_code_1()
    {
        await _service.FirstAsync(_service.Artifact("a1"));

        var plan = await _service.RunAsync(
            "plan",
            "--artifact",
            _service.Artifact(
                "b2",
                new
                {
                    Schema = 2,
                    OldestReader = 2,
                    MigrationSql = "DROP TABLE a;",
                }
            )
        );

        plan.ExitCode.ShouldBe(1, plan.All);
        foreach (
            var part in (string[])
                [
                    "schema: fail",
                    "migrations: fail",
                    "line 2: drop-table",
                    "Instead: ",
                    "is NOT feasible: the database would have schema 2, which only releases that know 2 can read, and it knows 1",
                ]
        )
        {
            plan.Output.ShouldContain(part);
        }
    }

    [Fact]
    public async Task A_plan_is_carried_out_as_it_is_and_the_history_names_it()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        await PlanAsync("b2");
        var plan = JsonSerializer.Deserialize(await System.IO.File.ReadAllTextAsync(File, Cancel), DeploymentJson.Default.ReleasePlan)!;

        (await DeployPlanAsync()).ShouldSucceed();

        var last = (await _service.RunAsync("history", "--json")).ShouldSucceed().Output.Trim().Split('\n')[^1];
        JsonSerializer.Deserialize(last, DeploymentJson.Default.HistoryEntry)!.Plan.ShouldBe(plan.Seal);
        (await DeployPlanAsync()).Errors.ShouldContain("was carried out after", Case.Sensitive, "a plan is good for once");
    }

    [Fact]
    public async Task A_plan_is_refused_when_another_release_has_come_between()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var first = await _service.AnswersAsync();
        await PlanAsync("b2");
        (await _service.DeployAsync(_service.Artifact("c3"))).ShouldSucceed();

        var refused = await RefusedAsync();

        refused.ShouldContain($"serves, the plan is for {first}");
        refused.ShouldContain("was carried out after");
        (await _service.RunAsync("rollback")).ShouldSucceed();
        (await RefusedAsync()).ShouldContain(
            "was carried out after",
            Case.Sensitive,
            "the same release serves, but it was left and come back to"
        );
    }

    [Fact]
    public async Task A_plan_is_refused_when_database_settings_steps_artifact_or_the_plan_itself_have_changed()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        await PlanAsync("b2");

        (await RefusedAsync("--watch-seconds", "7")).ShouldContain("now it would be \"watch");
        (await _service.RunWithAsync(("LOG_LEVEL", "debug"), "deploy", "--plan", File, "--watch-seconds", "0.2")).Errors.ShouldContain(
            "LOG_LEVEL is debug, the plan has not set"
        );
        var schema = _service.Database + ".schema";
        await System.IO.File.WriteAllTextAsync(schema, """{"to":3,"oldestReader":1}""", Cancel);
        (await RefusedAsync()).ShouldContain("the database has schema 3 (oldest reader 1), the plan is for 1 (1)");
        System.IO.File.Delete(schema);

        var plan = PlanFile.Read(File);
        await System.IO.File.AppendAllTextAsync(
            Path.Combine(new StateDirectory(_service.State).Artifacts, plan.Release.Artifact, "behavior.json"),
            " ",
            Cancel
        );
        (await RefusedAsync()).ShouldContain("was changed after it was built");
        await System.IO.File.WriteAllTextAsync(
            File,
            (await System.IO.File.ReadAllTextAsync(File, Cancel)).Replace("b20000", "c30000", StringComparison.Ordinal),
            Cancel
        );
        (await RefusedAsync()).ShouldContain("does not match its seal");
        (await _service.RunAsync("deploy", "--plan", File, "--artifact", "abc")).ExitCode.ShouldBe(2);
    }

    private async Task PlanAsync(string artifact) =>
        (
            await _service.RunAsync("plan", "--artifact", _service.Artifact(artifact), "--watch-seconds", "0.2", "--out", File)
        ).ShouldSucceed();

    private Task<Cli.Result> DeployPlanAsync(params string[] more) =>
        _service.RunAsync(["deploy", "--plan", File, .. more.Length > 0 ? more : ["--watch-seconds", "0.2"]]);

    private async Task<string> RefusedAsync(params string[] more)
    {
        var serves = await _service.AnswersAsync();
        var refused = await DeployPlanAsync(more);
        refused.ExitCode.ShouldBe(1, refused.All);
        (await _service.AnswersAsync()).ShouldBe(serves);
        return refused.Errors;
    }
}
