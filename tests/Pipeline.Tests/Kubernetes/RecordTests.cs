using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Records;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes;

/// <summary>The journal and the lock in a cluster, whatever the way there does.</summary>
public sealed class RecordTests : IAsyncLifetime
{
    private ClusterStage _stage = null!;
    private Connection _connection = null!;
    private ClusterApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await ClusterStage.CreateAsync();
        _connection = _stage.Connect(Cluster.DeployerToken);
        _api = _stage.Api(_connection);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _stage.DisposeAsync();
    }

    [Fact]
    public async Task A_full_journal_is_archived_under_a_number_and_read_as_one()
    {
        var journal = Journal(token: 1, fullAt: 600);
        for (var number = 1; number <= 12; number++)
        {
            await journal.AppendAsync("op", JournalEvent.Before, $"step {number}");
        }

        var records = (await new ConfigMapJournal(_api).ReadAsync(Cancel)).Records;
        records.Select(record => record.Step).ShouldBe(Enumerable.Range(1, 12).Select(number => $"step {number}"));
        _stage
            .Cluster.Store.All(ResourceType.ConfigMaps)
            .Count(map => map.Name().StartsWith(RecordNames.Journal + "-", StringComparison.Ordinal))
            .ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task An_archive_that_was_left_half_way_is_made_anew()
    {
        var journal = Journal(token: 1, fullAt: 600);
        await _api.CreateAsync(
            new k8s.Models.V1ConfigMap
            {
                Metadata = RecordNames.Metadata(RecordNames.Archive(1), "journal"),
                Data = new Dictionary<string, string> { ["journal.log"] = "left" },
            },
            Cancel
        );

        for (var number = 1; number <= 6; number++)
        {
            await journal.AppendAsync("op", JournalEvent.Before, $"step {number}");
        }

        (await new ConfigMapJournal(_api).ReadAsync(Cancel)).Records.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Two_writers_at_once_lose_nothing_and_the_older_is_told()
    {
        var (older, newer) = (Journal(token: 1), Journal(token: 2));
        await older.AppendAsync("op", JournalEvent.Before, "first");
        await newer.ClaimAsync("resume");

        await Should.ThrowAsync<LockLostException>(() => older.AppendAsync("op", JournalEvent.Before, "late"));

        (await newer.ReadAsync()).Records.Select(record => (record.Token, record.Step)).ShouldBe([(1, "first"), (2, null)]);
    }

    [Theory]
    [InlineData(nameof(FaultKind.Conflict))]
    [InlineData(nameof(FaultKind.Throttled))]
    [InlineData(nameof(FaultKind.Internal))]
    [InlineData(nameof(FaultKind.DroppedBefore))]
    [InlineData(nameof(FaultKind.DroppedAfter))]
    public async Task A_record_is_written_exactly_once_whatever_becomes_of_the_request(string fault)
    {
        var journal = Journal(token: 1);
        await journal.AppendAsync("op", JournalEvent.Before, "one");
        _stage.Cluster.Server.Faults.Plan(
            Enum.Parse<FaultKind>(fault),
            times: 2,
            deed => deed.Resource == "configmaps" && deed.Verb == "update"
        );

        await journal.AppendAsync("op", JournalEvent.Before, "two");
        await journal.AppendAsync("op", JournalEvent.Before, "three");

        (await journal.ReadAsync()).Records.Select(record => record.Step).ShouldBe(["one", "two", "three"]);
    }

    [Fact]
    public async Task Of_many_that_want_the_lock_at_once_exactly_one_gets_it()
    {
        var attempts = await Task.WhenAll(
            Enumerable
                .Range(1, 8)
                .Select(async number =>
                {
                    try
                    {
                        return await TakeAsync($"user {number}", new Life(number));
                    }
                    catch (LockHeldException)
                    {
                        return null;
                    }
                })
        );

        await using var only = attempts.Single(attempt => attempt is not null)!;
        only.Token.ShouldBe(1);
    }

    [Fact]
    public async Task The_lock_of_a_dead_process_of_this_machine_is_taken_over_at_once_and_of_another_machine_after_its_expiry()
    {
        var dead = await TakeAsync("anna@here", new Life(1));
        (await Should.ThrowAsync<LockHeldException>(() => TakeAsync("ben@there", new Life(2)))).Message.ShouldContain("anna@here");

        await using var next = await TakeAsync("anna@here", new Life(3) { Dead = 1 });

        next.Token.ShouldBe(dead.Token + 1);
        await dead.DisposeAsync();
        (await LeaseLock.ReadAsync(_api, Cancel)).Held.ShouldBeTrue("whoever was taken over releases nothing");
    }

    [Fact]
    public async Task A_lock_whose_taking_was_not_answered_is_held_all_the_same()
    {
        _stage.Cluster.Server.Faults.Plan(FaultKind.DroppedAfter, times: 1, deed => deed.Resource == "leases" && deed.Verb == "create");

        await using var held = await TakeAsync("anna", new Life(1));

        held.Token.ShouldBe(1);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Journal Journal(long token, int fullAt = 100_000) =>
        new(new ConfigMapJournal(_api, fullAt), token, TimeProvider.System, CrashPoint.None);

    private Task<LeaseLock> TakeAsync(string owner, Life life) =>
        LeaseLock.TakeAsync(_api, owner, "deploy", life, TimeProvider.System, seen: 0, Cancel);

    private sealed class Life(int pid) : IProcessLife
    {
        public int Dead { get; init; }

        public int Pid => pid;

        public string Began => "then";

        public bool IsAlive(int other, string began) => other != Dead;
    }
}
