using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Releases.Engine;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Releases;

public sealed class EngineTests : IDisposable
{
    private readonly EngineBench _bench = new();

    public void Dispose() => _bench.Dispose();

    private static (RecordingReport Screen, EngineBench Bench) Bench(ReleasePolicy policy)
    {
        var screen = new RecordingReport();
        return (screen, new EngineBench { Policy = policy, Report = screen.Lines });
    }

    [Fact]
    public async Task A_deployed_release_serves_and_the_one_before_stays_warm()
    {
        var first = await _bench.DeployAsync("one");
        var second = await _bench.DeployAsync("two");

        _bench.World.Serving.ShouldBe(second);
        _bench.World.Running.ShouldBe([first, second], ignoreOrder: true);
        _bench.History.Unfinished.ShouldBeNull();
    }

    [Fact]
    public async Task A_release_that_crashes_on_start_is_refused_with_its_last_words_and_the_old_one_serves()
    {
        var first = await _bench.DeployAsync("one");

        var refusal = await Should.ThrowAsync<UserFacingException>(() => _bench.DeployAsync(MemoryWorld.Bad));

        refusal.Message.ShouldContain("its last words");
        refusal.Message.ShouldContain($"Release {first} keeps serving");
        _bench.World.Serving.ShouldBe(first);
        _bench.History.Unfinished.ShouldBeNull();
    }

    [Fact]
    public async Task A_refused_release_gives_its_slot_back_to_the_warm_release_it_displaced()
    {
        var first = await _bench.DeployAsync("one");
        var second = await _bench.DeployAsync("two");

        await Should.ThrowAsync<UserFacingException>(() => _bench.DeployAsync(MemoryWorld.Bad));

        _bench.World.Running.ShouldBe([first, second], ignoreOrder: true);
        await _bench.RollBackAsync();
        _bench.World.Serving.ShouldBe(first);
    }

    [Fact]
    public async Task Rolling_back_twice_goes_back_twice_and_never_forward()
    {
        var first = await _bench.DeployAsync("one");
        await _bench.DeployAsync("two");
        await _bench.DeployAsync("three");

        await _bench.RollBackAsync();
        await _bench.RollBackAsync();

        _bench.World.Serving.ShouldBe(first);
        _bench.History.Before(first).ShouldBeNull();
    }

    [Fact]
    public async Task The_database_is_backed_up_once_by_each_release_that_changes_its_schema_and_by_no_other()
    {
        for (var i = 0; i < 4; i++)
        {
            await _bench.DeployAsync("one");
        }

        _bench
            .World.Database.Select(act => (act.What, act.Schema))
            .ShouldBe([("backup", 1), ("migration", 1), ("backup", 2), ("migration", 2)]);
    }

    [Fact]
    public async Task A_first_release_that_does_not_start_leaves_nothing_that_serves_and_says_so()
    {
        var (screen, bench) = Bench(EngineBench.Standard);
        using var _ = bench;

        var refusal = await Should.ThrowAsync<UserFacingException>(() => bench.DeployAsync(MemoryWorld.Bad));

        bench.World.Serving.ShouldBeNull();
        refusal.Message.ShouldContain("There was no release before; nothing serves.");
        screen.Text.ShouldContain("undone: nothing serves, as before");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_first_release_that_is_refused_under_traffic_keeps_it_and_that_is_said(bool rolls)
    {
        var (screen, bench) = Bench(
            EngineBench.Standard with
            {
                Strategy = rolls ? Strategy.Rolling : Strategy.BlueGreen,
                After = [new RefusingSpec()],
            }
        );
        using var _ = bench;

        var refusal = await Should.ThrowAsync<UserFacingException>(() => bench.DeployAsync("one"));

        refusal.Message.ShouldContain("There was no release before, so it keeps the traffic.");
        screen.Text.ShouldContain($"undone: release {bench.World.Serving} keeps the traffic, since there is no release to go back to");
        screen.Text.ShouldNotContain("nothing serves");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_later_release_that_is_refused_under_traffic_gives_it_back_and_says_so(bool rolls)
    {
        var (screen, bench) = Bench(EngineBench.Standard with { Strategy = rolls ? Strategy.Rolling : Strategy.BlueGreen });
        using var _ = bench;
        var first = await bench.DeployAsync("one");
        bench.Policy = bench.Policy with { After = [new RefusingSpec()] };

        await Should.ThrowAsync<UserFacingException>(() => bench.DeployAsync("two"));

        bench.World.Serving.ShouldBe(first);
        screen.Text.ShouldContain($"undone: release {first} serves, as before");
    }

    [Fact]
    public async Task Every_step_is_journaled_before_and_after()
    {
        await _bench.DeployAsync("one");

        var records = _bench.History.Records;
        records.Select(record => record.Event).Take(2).ShouldBe([JournalEvent.Claimed, JournalEvent.Begin]);
        records[^1].Event.ShouldBe(JournalEvent.Committed);
        foreach (var step in Plan.Deploy(_bench.Policy, withData: false))
        {
            var before = records.Single(record => record.Step == step && record.Event == JournalEvent.Before);
            var after = records.Single(record => record.Step == step && record.Event == JournalEvent.After);
            after.Sequence.ShouldBe(before.Sequence + 1);
        }
    }

    [Fact]
    public async Task A_deployer_that_was_taken_over_writes_nothing_more_and_does_not_clean_up()
    {
        var first = await _bench.DeployAsync("one");
        var lines = File.ReadAllLines(_bench.JournalPath).Length;
        _bench.Around = what =>
        {
            if (what == "after start")
            {
                _bench.OpenAsync(token: 100, _ => { }).GetAwaiter().GetResult();
            }
        };

        await Should.ThrowAsync<LockLostException>(() => _bench.DeployAsync("two"));

        _bench.World.Serving.ShouldBe(first);
        var written = Journal.Read(_bench.JournalPath).Records.Skip(lines).ToList();
        written.Single(record => record.Step == StepNames.Start && record.Event == JournalEvent.Before).Token.ShouldBeLessThan(100);
        written.SkipWhile(record => record.Token < 100).ShouldAllBe(record => record.Token == 100);
        written[^1].Event.ShouldBe(JournalEvent.Compensated);
    }
}
