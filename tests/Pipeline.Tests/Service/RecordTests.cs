using System.Text.Json;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;

namespace MalariaPredictor.Pipeline.Tests.Service;

/// <summary>What an installation can tell of its releases afterwards, and what it refuses because of it.</summary>
public sealed class RecordTests : IAsyncDisposable
{
    private readonly Harness.Service _service = new();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Releases_are_listed_compared_verified_and_their_history_is_told()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        (await _service.DeployAsync(_service.Artifact("b2"), "--reason", "a new district")).ShouldSucceed();

        var releases = await ReleasesAsync();
        releases.Select(release => release.State).ShouldBe([ReleaseState.Warm, ReleaseState.Serves]);
        var (first, second) = (releases[0].Id, releases[1].Id);

        (await _service.RunAsync("diff", first, second)).ShouldSucceed().Output.ShouldContain("+ b20000");
        (await _service.RunAsync("verify", second)).ShouldSucceed();
        var history = (await _service.RunAsync("history", "--json"))
            .ShouldSucceed()
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var last = JsonSerializer.Deserialize(history[^1], DeploymentJson.Default.HistoryEntry)!;
        (last.What, last.From, last.To, last.Why, last.Outcome, last.Model).ShouldBe(
            ("deploy", first, second, "a new district", "committed", "m1")
        );
        last.Plan.ShouldNotBeNull().Length.ShouldBe(64);
        last.Verdicts.Select(verdict => verdict.Gate)
            .ShouldBe(["schema", "migrations", "version", "forecasts", "replay", "latency", "traffic"]);
        last.Who.ShouldContain(Environment.UserName);
    }

    [Fact]
    public async Task A_release_whose_record_or_artifact_was_changed_does_not_verify()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var release = (await ReleasesAsync())[0];
        var state = new StateDirectory(_service.State);

        var record = Path.Combine(state.Releases, release.Id + ".json");
        await File.WriteAllTextAsync(record, (await File.ReadAllTextAsync(record, Cancel)).Replace("\"max\":1", "\"max\":9"), Cancel);
        await File.AppendAllTextAsync(Path.Combine(state.Artifacts, release.Artifact, "behavior.json"), " ", Cancel);
        var found = await _service.RunAsync("verify", release.Id);

        found.ExitCode.ShouldBe(1);
        found.Output.ShouldContain("CHANGED  record");
        found.Output.ShouldContain("whole    configuration");
        found.Output.ShouldContain("CHANGED  artifact");
        found.Output.ShouldContain("CHANGED  SBOM");
    }

    [Fact]
    public async Task A_release_whose_model_is_not_what_its_digest_says_any_more_does_not_verify()
    {
        await _service.FirstAsync(_service.Artifact("a1", new { ModelWasChanged = true }));

        var found = await _service.RunAsync("verify", (await ReleasesAsync())[0].Id);

        found.ExitCode.ShouldBe(1);
        found.Output.ShouldContain("CHANGED  model m1 was changed after it was registered");
    }

    [Fact]
    public async Task A_rollback_to_a_release_that_cannot_read_the_database_is_refused_before_anything_is_written()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var oldest = (await ReleasesAsync())[0].Id;
        (await _service.DeployAsync(_service.Artifact("b2", new { Schema = 2, OldestReader = 1 }))).ShouldSucceed();
        (await _service.DeployAsync(_service.Artifact("c3", new { Schema = 3, OldestReader = 2 }))).ShouldSucceed();
        var serves = await _service.AnswersAsync();
        var operations = Operations();

        var refused = await _service.RunAsync("rollback", "--to", oldest);

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("only releases that know schema 2 can read, and it knows 1");
        (await _service.AnswersAsync()).ShouldBe(serves);
        Operations().ShouldBe(operations, "all it wrote down is that it had the lock");
    }

    [Fact]
    public async Task A_rollback_over_a_migration_that_only_added_is_carried_out()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var old = await _service.AnswersAsync();
        (await _service.DeployAsync(_service.Artifact("b2", new { Schema = 2, OldestReader = 1 }))).ShouldSucceed();

        (await _service.RunAsync("rollback")).ShouldSucceed();

        (await _service.AnswersAsync()).ShouldBe(old);
    }

    [Theory]
    [InlineData("model", "its model m1 is not registered any more")]
    [InlineData("artifact", "is not warm and its artifact")]
    [InlineData("database", "the database cannot be reached")]
    public async Task A_rollback_that_cannot_end_well_is_refused_before_anything_is_written(string gone, string reason)
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var first = (await ReleasesAsync())[0];
        (await _service.DeployAsync(_service.Artifact("b2"))).ShouldSucceed();
        (
            await _service.DeployAsync(_service.Artifact("c3", new { RegisteredModels = gone == "model" ? (string[])["m2"] : null }))
        ).ShouldSucceed();
        if (gone == "artifact")
        {
            Directory.Delete(Path.Combine(new StateDirectory(_service.State).Artifacts, first.Artifact), recursive: true);
        }
        if (gone == "database")
        {
            await File.WriteAllTextAsync(_service.Database + ".schema.unreachable", "", Cancel);
        }
        var serves = await _service.AnswersAsync();
        var operations = Operations();

        var refused = await _service.RunAsync("rollback", "--to", first.Id);

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain(reason);
        (await _service.AnswersAsync()).ShouldBe(serves);
        Operations().ShouldBe(operations, "all it wrote down is that it had the lock");
    }

    private List<(long, string, JournalEvent)> Operations() =>
        [
            .. from record in Journal.Read(new StateDirectory(_service.State).Journal).Records
            where record.Event != JournalEvent.Claimed
            select (record.Sequence, record.Operation, record.Event),
        ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<ReleaseEntry[]> ReleasesAsync() =>
        JsonSerializer.Deserialize(
            (await _service.RunAsync("releases", "--json")).ShouldSucceed().Output,
            DeploymentJson.Default.ReleaseEntryArray
        )!;
}
