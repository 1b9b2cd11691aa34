using System.Collections.Concurrent;
using k8s.Models;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Releases.Engine;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Records;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes;

/// <summary>Releases on a cluster, by the commands that people use, with pods that are real processes.</summary>
public sealed class ReleaseTests : IAsyncLifetime
{
    private ClusterStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await ClusterStage.CreateAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_deployment_another_and_a_rollback_take_the_steps_they_take_on_a_machine()
    {
        var (first, second) = (_stage.Image("a1"), _stage.Image("b2"));

        (await _stage.DeployAsync(first)).ShouldSucceed();
        var one = await _stage.AnswersAsync();
        (await _stage.DeployAsync(second)).ShouldSucceed();
        var two = await _stage.AnswersAsync();
        (await _stage.DeployAsync(second)).ShouldSucceed().Output.ShouldContain("Nothing to do");
        (await _stage.RunAsync("rollback")).ShouldSucceed();

        (await _stage.AnswersAsync()).ShouldBe(one);
        two.ShouldNotBe(one);
        var history = _stage.History();
        var operations = history.Records.Where(record => record.Plan is not null).Select(record => record.Plan!).ToList();
        operations
            .Select(operation => operation.Steps)
            .ShouldBe([Plan.Deploy(Policy, withData: false), Plan.Deploy(Policy, withData: false), Plan.Rollback(Policy, warm: true)]);
        foreach (var operation in operations)
        {
            history
                .Of(operation.Id)
                .Where(record => record.Event == JournalEvent.After)
                .Select(record => record.Step)
                .ShouldBe(operation.Steps);
        }
        var status = await _stage.StatusAsync();
        status.Unfinished.ShouldBeNull();
        status.Lock.ShouldBeNull();
        status.Slots.ShouldAllBe(slot => slot.Condition == SlotCondition.Ready);
    }

    [Fact]
    public async Task A_release_that_crashes_on_start_is_refused_with_its_last_words_and_the_old_one_serves()
    {
        (await _stage.DeployAsync(_stage.Light("a1"))).ShouldSucceed();
        var one = await _stage.AnswersAsync();

        var refused = await _stage.DeployAsync(_stage.Pushed("d4", new LightImage { Commit = "d4", CrashesOnStart = true }));

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("the configuration is beyond repair");
        refused.Errors.ShouldContain($"Release {one} keeps serving");
        (await _stage.AnswersAsync()).ShouldBe(one);
        (await _stage.StatusAsync()).Slots.Count.ShouldBe(1, "what was refused does not run on");
    }

    [Fact]
    public async Task A_migration_that_fails_shows_its_log_and_leaves_no_job()
    {
        (await _stage.DeployAsync(_stage.Light("a1"))).ShouldSucceed();

        var refused = await _stage.DeployAsync(_stage.Pushed("m5", new LightImage { Commit = "m5", MigrationFails = true }));

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("migration 7 failed: the table is locked");
        _stage.Cluster.Store.All(ResourceType.Jobs).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_migration_is_preceded_by_a_backup_job_of_the_serving_image_on_the_environments_volume()
    {
        await using var stage = await ClusterStage.CreateAsync("  backups:\n    size: 5Gi", backup: "before-migration");
        var chores = new ConcurrentQueue<string>();
        (await stage.DeployAsync(stage.Pushed("a1", new LightImage { Commit = "a1", Chores = chores }))).ShouldSucceed();

        var deployed = (
            await stage.DeployAsync(
                stage.Pushed(
                    "b2",
                    new LightImage
                    {
                        Commit = "b2",
                        Schema = 2,
                        Chores = chores,
                    }
                )
            )
        ).ShouldSucceed();

        deployed.Output.ShouldContain("the backup is /var/backups/malaria/malaria-1.backup (1.5 MB)");
        var nightly = stage.Cluster.Store.Everything().Single(one => one.Type.Kind == "CronJob").Item;
        nightly["spec"]!["suspend"]?.GetValue<bool>().ShouldBeFalse();
        nightly
            .Labels()
            .Text("malaria-prediction.com/release")
            .ShouldBe((await stage.StatusAsync()).Slots.Single(one => one.Commit == "b2").Release);
        chores
            .Where(chore => chore.Contains("backup") || chore.Contains("migrate up"))
            .ShouldBe(["a1: migrate up --json", "a1: backup --json", "b2: migrate up --json"]);
        stage.Cluster.Store.All(ResourceType.Jobs).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_backup_job_that_fails_shows_its_log_and_nothing_is_migrated()
    {
        await using var stage = await ClusterStage.CreateAsync("  backups:\n    size: 5Gi", backup: "before-migration");
        var chores = new ConcurrentQueue<string>();
        (await stage.DeployAsync(stage.Pushed("a1", new LightImage { Commit = "a1", BackupFails = true }))).ShouldSucceed();

        var refused = await stage.DeployAsync(
            stage.Pushed(
                "b2",
                new LightImage
                {
                    Commit = "b2",
                    Schema = 2,
                    Chores = chores,
                }
            )
        );

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("pg_dump was not found.");
        chores.ShouldNotContain("b2: migrate up --json");
    }

    [Fact]
    public async Task An_image_by_a_tag_is_wrong_usage_and_one_that_cannot_be_pulled_is_refused_before_anything_is_changed()
    {
        (await _stage.DeployAsync("registry.test/malaria-predictor:latest")).ExitCode.ShouldBe(2);

        var refused = await _stage.DeployAsync($"registry.test/malaria-predictor@sha256:{new string('0', 64)}");

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("ImagePullBackOff");
        _stage.Cluster.Store.All(ResourceType.Deployments).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rollback_brings_the_configuration_and_the_secrets_of_its_time_back()
    {
        (await _stage.DeployAsync(_stage.Light("a1"))).ShouldSucceed();
        var one = await _stage.AnswersAsync();
        await File.WriteAllTextAsync(
            _stage.EnvironmentFile,
            (await File.ReadAllTextAsync(_stage.EnvironmentFile, Cancel)).Replace("WARNING", "ERROR", StringComparison.Ordinal),
            Cancel
        );
        (await _stage.DeployAsync(_stage.Light("a1"))).ShouldSucceed();
        var two = await _stage.AnswersAsync();

        Setting(one).ShouldBe("WARNING");
        Setting(two).ShouldBe("ERROR");
        (await _stage.RunAsync("rollback")).ShouldSucceed();

        var serving = _stage.Cluster.Store.All(ResourceType.Pods).First(pod => pod.Labels().Text("malaria-prediction.com/release") == one);
        serving.Spec().Items("containers").First().Items("envFrom").First()["configMapRef"]!["name"]!
            .GetValue<string>()
            .ShouldBe($"malaria-predictor-config-{one}");
        _stage
            .Cluster.Store.Find(ResourceType.Secrets, _stage.Environment.Namespace, $"malaria-predictor-database-secret-{one}")
            .ShouldNotBeNull();
    }

    [Fact]
    public async Task Secrets_that_a_node_has_not_in_its_cache_yet_do_not_refuse_a_release()
    {
        _stage.Cluster.Node.SecretsLag = TimeSpan.FromSeconds(1);

        (await _stage.DeployAsync(_stage.Light("a1"))).ShouldSucceed();
    }

    [Fact]
    public async Task An_api_server_that_forbids_everything_while_it_starts_is_waited_for()
    {
        (await _stage.DeployAsync(_stage.Light("a1"))).ShouldSucceed();
        var started = 0;
        _stage.Cluster.Server.Faults.Plan(
            FaultKind.Forbidden,
            times: 12,
            deed =>
                (started += deed is { Resource: "deployments", Verb: "patch" } ? 1 : 0) > 2 && deed.Resource != "selfsubjectaccessreviews"
        );

        (await _stage.DeployAsync(_stage.Light("b2"))).ShouldSucceed();

        (await _stage.StatusAsync()).Unfinished.ShouldBeNull();
    }

    [Fact]
    public async Task A_container_that_is_killed_for_its_memory_is_told_with_its_limit_and_its_last_words()
    {
        (await _stage.DeployAsync(_stage.Light("a1"))).ShouldSucceed();

        var refused = await _stage.DeployAsync(_stage.Pushed("o6", new LightImage { Commit = "o6", RunsOutOfMemory = true }));

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("OOMKilled, exit code 137");
        refused.Errors.ShouldContain("512Mi");
        refused.Errors.ShouldContain("loading every forecast into memory");
    }

    [Fact]
    public async Task Two_rollbacks_in_a_row_find_the_settings_and_Secrets_of_every_release_that_is_listed()
    {
        await using var stage = await ClusterStage.CreateAsync("keep:\n  releases: 3");
        foreach (var name in (string[])["a1", "b2", "c3"])
        {
            (await stage.DeployAsync(stage.Light(name))).ShouldSucceed();
        }
        foreach (var name in (string[])["x7", "x8"])
        {
            (await stage.DeployAsync(stage.Pushed(name, new LightImage { Commit = name, CrashesOnStart = true }))).ExitCode.ShouldBe(1);
        }

        (await stage.RunAsync("rollback")).ShouldSucceed();
        (await stage.RunAsync("rollback")).ShouldSucceed();

        (await stage.StatusAsync()).Slots.Single(slot => slot.Commit == "a1").Condition.ShouldBe(SlotCondition.Ready);
        (await stage.RunAsync("releases")).ShouldSucceed().Output.ShouldNotContain("gone");
        (await stage.RunAsync("logs")).ShouldSucceed().Output.ShouldContain("it serves");
    }

    [Fact]
    public async Task A_job_of_a_deployer_that_was_killed_is_removed_by_resume()
    {
        var job = MigrationJob.Of(_stage.Environment, ReleaseParts.ByHand(_stage.Environment));
        job.Metadata.Name = "db-schema-left";
        job.Metadata.Labels["malaria-prediction.com/made-by"] = "deployer";
        var byHand = MigrationJob.Of(_stage.Environment, ReleaseParts.ByHand(_stage.Environment));
        (await _stage.Cluster.ApplyAsync(job)).Code.ShouldBe(200);
        (await _stage.Cluster.ApplyAsync(byHand)).Code.ShouldBe(200);

        using var connection = _stage.Connect(Cluster.DeployerToken);
        var now = TimeProvider.System.GetUtcNow();
        var dead = new LockRecord(1, ThisProcess.Owner, "deploy", int.MaxValue, "long ago", now, now, Held: true);
        await _stage
            .Api(connection)
            .CreateAsync(LeaseText.Write(new V1Lease { Metadata = RecordNames.Metadata(RecordNames.Lock, "lock") }, dead), Cancel);

        (await new Deployer(_stage).ResumeAsync()).ShouldBe("Nothing is unfinished; nothing serves.");

        _stage.Cluster.Store.All(ResourceType.Jobs).Select(one => one.Name()).ShouldBe(["db-migration"]);
    }

    [Fact]
    public async Task A_dry_run_says_that_it_ran_jobs_which_find_room_on_full_nodes()
    {
        (await _stage.DeployAsync(_stage.Light("a1"))).ShouldSucceed();

        var requests = new ConcurrentBag<string>();
        _stage.Cluster.Server.Admission.Webhooks.Add(
            (
                "recorder",
                (type, item) =>
                {
                    if (type == ResourceType.Jobs)
                    {
                        requests.Add(
                            item.Spec().Child("template").Spec().Items("containers").First()["resources"]!["requests"]!.ToJsonString()
                        );
                    }
                    return null;
                }
            )
        );

        var plan = (await _stage.DeployAsync(_stage.Light("b2"), "--dry-run")).ShouldSucceed();

        plan.Output.ShouldContain("changed nothing that serves: it ran 2 Jobs in namespace malaria-prediction-production");
        requests.Distinct().ShouldHaveSingleItem().ShouldBe("""{"cpu":"10m","memory":"64Mi","ephemeral-storage":"1Mi"}""");
    }

    [Fact]
    public async Task A_release_that_fails_its_users_is_refused_although_the_sample_requests_are_answered_well()
    {
        (await _stage.DeployAsync(_stage.Light("a1"))).ShouldSucceed();
        var one = await _stage.AnswersAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var users = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await _stage.AskAsync("/work");
                    await Task.Delay(10, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            },
            Cancel
        );

        var refused = await _stage.DeployAsync(
            _stage.Pushed("u9", new LightImage { Commit = "u9", FailsUsers = true }),
            "--watch-seconds",
            "4"
        );
        await stop.CancelAsync();
        await users;

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("gate traffic failed");
        (await _stage.AnswersAsync()).ShouldBe(one);
    }

    /// <summary>As the stage's environment file has it.</summary>
    private static ReleasePolicy Policy => new() { BacksUp = false };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string? Setting(string release) =>
        _stage
            .Cluster.Store.Find(ResourceType.ConfigMaps, _stage.Environment.Namespace, $"malaria-predictor-config-{release}")!
            .Child("data")
            .Text("LOG_LEVEL");
}
