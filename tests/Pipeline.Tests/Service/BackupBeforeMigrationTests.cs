using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Service;

/// <summary>A release that changes the schema backs the database up first, once, and goes no further without.</summary>
public sealed class BackupBeforeMigrationTests : IAsyncDisposable
{
    private const int Long = 600_000;
    private readonly Harness.Service _service = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task The_program_of_the_release_that_serves_backs_up_once_before_the_schema_changes_and_the_journal_says_where()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var plan = (await _service.RunAsync("plan", "--artifact", _service.Artifact("b2", new { Schema = 2 }))).ShouldSucceed();

        var deployed = (await _service.DeployAsync(_service.Artifact("b2", new { Schema = 2 }))).ShouldSucceed();

        plan.Output.ShouldContain("backup: back the database up with the program of release");
        _service.Backups.ShouldHaveSingleItem().ShouldStartWith("schema-1-by-a1");
        _service.Unprotected.ShouldBeNull();
        deployed.Output.ShouldContain("the backup is ");
        After(StepNames.Backup).Detail!.ShouldContain(_service.Backups[0]);
        After(StepNames.Backup).Sequence.ShouldBeLessThan(After(StepNames.Migrate).Sequence);
    }

    [Fact]
    public async Task A_release_that_leaves_the_schema_as_it_is_makes_none_and_says_so()
    {
        await _service.FirstAsync(_service.Artifact("a1"));

        (await _service.DeployAsync(_service.Artifact("b2"))).ShouldSucceed();

        _service.Backups.ShouldBeEmpty();
        After(StepNames.Backup).Detail.ShouldBe("no backup: the database stays at schema 1");
    }

    [Fact]
    public async Task A_backup_that_fails_refuses_the_release_before_anything_is_migrated()
    {
        await _service.FirstAsync(_service.Artifact("a1", new { BackupFails = true }));
        var old = await _service.AnswersAsync();

        var refused = await _service.DeployAsync(_service.Artifact("b2", new { Schema = 2 }));

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain("the backup failed (exit code 1):");
        refused.Errors.ShouldContain("no space left");
        refused.Errors.ShouldContain("Nothing was migrated.");
        File.Exists(_service.Database + ".schema").ShouldBeFalse("it was not migrated");
        (await _service.AnswersAsync()).ShouldBe(old);
        (await _service.StatusAsync()).Unfinished.ShouldBeNull();
    }

    [Fact]
    public async Task An_environment_that_goes_without_has_no_such_step()
    {
        await _service.FirstAsync(_service.Artifact("a1"));

        (
            await _service.DeployAsync(
                _service.Artifact("b2", new { Schema = 2 }),
                "--environment",
                _service.Environment("own", "backup: never\n")
            )
        ).ShouldSucceed();

        _service.Backups.ShouldBeEmpty();
        var without = History.Records.Last(record => record.Plan is not null);
        without.Plan!.Steps.ShouldNotContain(StepNames.Backup);
        History.Of(without.Operation).ShouldNotContain(record => record.Step == StepNames.Backup);
    }

    [Fact]
    public async Task A_deployer_killed_in_its_backup_leaves_none_and_the_next_one_makes_one()
    {
        await _service.FirstAsync(_service.Artifact("a1", new { BackupMilliseconds = 3000 }));
        using var deployer = _service.Start("deploy", "--artifact", _service.Artifact("b2", new { Schema = 2 }));
        var backup = await _service.BackingUpAsync();

        deployer.Kill();
        await Patience.UntilAsync(() => Task.FromResult(!backup.IsAlive), "the backup has ended with its deployer");
        _service.Backups.ShouldBeEmpty();
        (await _service.DeployAsync(_service.Artifact("c3", new { Schema = 2 }))).ShouldSucceed();

        _service.Backups.ShouldHaveSingleItem();
        _service.Unprotected.ShouldBeNull();
    }

    [Fact]
    public async Task A_backup_under_an_older_token_is_ended_before_the_newer_one_is_let_through_and_none_begins_after()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        using var client = new HostClient(new StateDirectory(_service.State));
        var token = ReleaseLock.Read(new StateDirectory(_service.State).Lock).Token;
        var request = new BackUpDatabase(
            _service.Artifact("b2", new { BackupMilliseconds = Long }),
            new Dictionary<string, string> { ["DATABASE_URL"] = "sqlite:///" + _service.Database }
        );
        var suspended = client.BackUpAsync(request, token, Cancel);
        var backup = await _service.BackingUpAsync();

        await client.FenceAsync(token + 1, Cancel);

        backup.IsAlive.ShouldBeFalse();
        await Should.ThrowAsync<Exception>(() => suspended);
        (await Should.ThrowAsync<RefusedException>(() => client.BackUpAsync(request, token, Cancel))).Message.ShouldContain("older than");
        _service.Backups.ShouldBeEmpty();
    }

    private JournalHistory History => Journal.Read(new StateDirectory(_service.State).Journal);

    private JournalRecord After(string step) => History.Records.Last(record => record.Step == step && record.Event == JournalEvent.After);
}
