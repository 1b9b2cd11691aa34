using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>
/// A few points of the crash matrix with real processes, one after the other on one service; the whole of it is
/// <see cref="WholeCrashMatrix"/>.
/// </summary>
[Collection(nameof(Alone))]
public sealed class CrashPointTests(CrashPointTests.Struck struck) : IClassFixture<CrashPointTests.Struck>
{
    public sealed class Struck : IAsyncLifetime
    {
        internal CrashRig Rig { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Rig = await CrashRig.CreateAsync(connections: 10, TimeSpan.FromMilliseconds(20));

        public ValueTask DisposeAsync() => Rig.DisposeAsync();
    }

    private CrashRig Rig => struck.Rig;

    [Theory]
    [InlineData(nameof(Kind.Deploy), "before-switch:after")]
    [InlineData(nameof(Kind.Deploy), "after-watch:within")]
    [InlineData(nameof(Kind.Deploy), "after-commit:after")]
    [InlineData(nameof(Kind.WarmRollback), "after-switch:before")]
    [InlineData(nameof(Kind.Migration), "before-backup:after")]
    [InlineData(nameof(Kind.Migration), "after-backup:before")]
    public async Task A_deployer_killed_around_the_backup_the_switch_and_the_commit_leaves_one_release_serving_and_no_request_fails(
        string kind,
        string point
    ) => Nothing(await Strikes.KillDeployerAsync(Rig, Enum.Parse<Kind>(kind), point));

    [Fact]
    public async Task A_command_that_puts_in_order_may_be_killed_too() =>
        Nothing(await Strikes.KillRecoveryAsync(Rig, "undone-switch:before"));

    [Fact]
    public async Task A_deployer_that_was_suspended_and_taken_over_changes_nothing_when_it_goes_on() =>
        Nothing(await Strikes.ResurrectAsync(Rig, Kind.Deploy, "before-switch:within"));

    [Fact]
    public async Task A_new_slot_that_dies_before_the_switch_never_serves() =>
        Nothing(await Strikes.StrikeAsync(Rig, Kind.Deploy, "before-switch:before", Blow.NewSlotDies));

    [Fact]
    public async Task A_database_that_goes_away_before_the_migration_changes_nothing() =>
        Nothing(await Strikes.StrikeAsync(Rig, Kind.Migration, "before-migrate:before", Blow.DatabaseAway));

    [Fact]
    public async Task A_journal_that_is_full_after_the_switch_brings_the_old_release_back() =>
        Nothing(await Strikes.StrikeAsync(Rig, Kind.Deploy, "after-switch:before", Blow.JournalFull));

    [Fact]
    public async Task A_host_that_dies_after_the_switch_is_resumed_with_its_slots() =>
        Nothing(await Strikes.StrikeAsync(Rig, Kind.Deploy, "before-watch:before", Blow.HostDies));

    private void Nothing(IReadOnlyList<string>? wrong)
    {
        wrong.ShouldNotBeNull("the operation reached that point").ShouldBeEmpty();
        Rig.Load.Failures.ShouldBeEmpty();
    }
}
