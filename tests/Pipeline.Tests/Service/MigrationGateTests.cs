using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Tests.Service;

/// <summary>
/// What a release would do to the database is judged before anything is started, without any traffic, by the gate named for it.
/// </summary>
public sealed class MigrationGateTests : IAsyncDisposable
{
    private readonly Harness.Service _service = new();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("DROP TABLE observation;", "drop-table", "DROP TABLE observation", "a later release drops it")]
    [InlineData("ALTER TABLE observation RENAME COLUMN value TO cases;", "rename-column", "column value of observation", "write to both")]
    [InlineData("ALTER TABLE observation ADD COLUMN district TEXT NOT NULL;", "not-null", "has no default", "constant DEFAULT")]
    public async Task A_breaking_migration_is_refused_by_the_gate_migrations_with_the_safe_way_and_nothing_is_touched(
        string sql,
        params string[] words
    )
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var old = await _service.AnswersAsync();

        var refused = await _service.DeployAsync(_service.Artifact("b2", new { Schema = 2, MigrationSql = sql }));

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain("gate migrations failed: migration 2 (change 2), line 2");
        foreach (var word in words)
        {
            refused.Errors.ShouldContain(word);
        }
        await UntouchedAsync(old);
    }

    [Fact]
    public async Task A_migration_after_which_the_serving_release_could_not_read_is_refused_by_the_gate_schema_with_the_numbers()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var old = await _service.AnswersAsync();

        var refused = await _service.DeployAsync(_service.Artifact("b2", new { Schema = 2, OldestReader = 2 }));

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain(
            "gate schema failed: after its migrations (schema 1 to 2) only releases that know schema 2 can read the database"
        );
        refused.Errors.ShouldContain($"release {old}, which serves, knows 1");
        await UntouchedAsync(old);
    }

    [Fact]
    public async Task A_release_too_old_for_the_database_is_refused_by_the_gate_schema_with_the_numbers()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var old = await _service.AnswersAsync();
        await File.WriteAllTextAsync(SchemaFile, """{"to":7,"oldestReader":6}""", TestContext.Current.CancellationToken);

        var refused = await _service.DeployAsync(_service.Artifact("b2", new { Schema = 5 }));

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain(
            "gate schema failed: the database has schema 7, which only releases that know schema 6 can read; this one knows 5"
        );
        await UntouchedAsync(old, """{"to":7,"oldestReader":6}""");
    }

    [Fact]
    public async Task A_migration_that_only_adds_passes_is_run_once_by_the_release_and_never_by_a_starting_slot()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        const string Excused = "-- lint-allow: mass-change because the table holds three rows\nDELETE FROM variable;";

        var deployed = (await _service.DeployAsync(_service.Artifact("b2", new { Schema = 2, MigrationSql = Excused }))).ShouldSucceed();

        deployed.Output.ShouldContain("schema: pass, the database goes from schema 1 to 2");
        deployed.Output.ShouldContain(
            "migrations: pass, 1 to be applied (2 change 2), nothing to object to; migration 2 is exempt from mass-change: the table "
                + "holds three rows"
        );
        File.Delete(SchemaFile);
        var host = await _service.HostAsync();
        foreach (var slot in host.Slots)
        {
            Signals.KillGroup(ProcessIdentity.Of(slot.Pid)!);
        }
        await Patience.UntilAsync(
            async () => (await _service.HostAsync()).Slots.All(slot => slot is { Condition: SlotCondition.Ready, Restarts: > 0 }),
            "both slots have started again"
        );
        File.Exists(SchemaFile).ShouldBeFalse("a slot that starts migrates nothing");
    }

    private string SchemaFile => _service.Database + ".schema";

    private async Task UntouchedAsync(string old, string? schema = null)
    {
        (await _service.AnswersAsync()).ShouldBe(old);
        (await _service.HostAsync()).Slots.Count.ShouldBe(1, "nothing was started");
        (File.Exists(SchemaFile) ? await File.ReadAllTextAsync(SchemaFile, TestContext.Current.CancellationToken) : null).ShouldBe(
            schema,
            "the database was not migrated"
        );
        var history = Journal.Read(new StateDirectory(_service.State).Journal);
        var refused = history.Records.Last(record => record.Plan is not null).Operation;
        history.Of(refused).Select(record => record.Step).Distinct().ShouldBe([null, "preflight"], ignoreOrder: true);
        history.Unfinished.ShouldBeNull();
    }
}
