using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Service;

/// <summary>A migration is the one act of a release that a process of its own carries out: it must not outlive the right to it.</summary>
public sealed class MigrationFenceTests : IAsyncDisposable
{
    private const int Long = 600_000;
    private readonly Harness.Service _service = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_migration_whose_deployer_was_killed_ends_with_it_and_the_next_one_may_migrate()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        using var deployer = _service.Start(
            "deploy",
            "--artifact",
            _service.Artifact("b2", new { Schema = 2, MigrationMilliseconds = Long })
        );
        var migration = await _service.MigratingAsync();

        deployer.Kill();

        await Patience.UntilAsync(() => Task.FromResult(!migration.IsAlive), "the migration has ended");
        (await _service.DeployAsync(_service.Artifact("c3", new { Schema = 2 }))).ShouldSucceed();
        (await _service.AnswersAsync()).ShouldEndWith("c3000000");
    }

    [Fact]
    public async Task A_migration_under_an_older_token_is_ended_before_the_newer_one_is_let_through_and_none_begins_after()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        using var client = new HostClient(new StateDirectory(_service.State));
        var token = ReleaseLock.Read(new StateDirectory(_service.State).Lock).Token;
        var request = new MigrateDatabase(_service.Artifact("b2", new { Schema = 2, MigrationMilliseconds = Long }), Database());
        var suspended = client.MigrateAsync(request, token, Cancel);
        var migration = await _service.MigratingAsync();

        await client.FenceAsync(token + 1, Cancel);

        migration.IsAlive.ShouldBeFalse();
        await Should.ThrowAsync<Exception>(() => suspended);
        (await Should.ThrowAsync<RefusedException>(() => client.MigrateAsync(request, token, Cancel))).Message.ShouldContain("older than");
        File.Exists(_service.Database + ".schema").ShouldBeFalse("what was cut off never was");
    }

    [Fact]
    public async Task A_migration_that_outlived_its_host_is_ended_by_the_next_takeover()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        using var deployer = _service.Start(
            "deploy",
            "--artifact",
            _service.Artifact("b2", new { Schema = 2, MigrationMilliseconds = Long })
        );
        var migration = await _service.MigratingAsync();

        using (var host = System.Diagnostics.Process.GetProcessById((await _service.HostAsync()).Process.Pid))
        {
            host.Kill(); // Itself only, as the system does when memory runs out.
        }
        await deployer.WaitForExitAsync(Cancel);
        migration.IsAlive.ShouldBeTrue("nobody is there to end it");
        (await _service.RunAsync("resume")).ShouldSucceed();

        migration.IsAlive.ShouldBeFalse();
        (await _service.StatusAsync()).Unfinished.ShouldBeNull();
    }

    private Dictionary<string, string> Database() => new() { ["DATABASE_URL"] = "sqlite:///" + _service.Database };
}
