using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>
/// One point of the matrix: an operation under load, a blow at a journal record, <c>resume</c>, and what is wrong afterwards. Null when the
/// operation was over before the point came.
/// </summary>
internal static class Strikes
{
    public static async Task<IReadOnlyList<string>?> KillDeployerAsync(CrashRig rig, Kind kind, string point)
    {
        if (!await rig.IsKilledAsync(point, await rig.CommandAsync(kind)))
        {
            return null;
        }
        await rig.ResumeAsync();
        return await Aftermath.WrongAsync(rig);
    }

    /// <summary>A deployer dies after its switch, and then the command that puts that in order.</summary>
    public static async Task<IReadOnlyList<string>?> KillRecoveryAsync(CrashRig rig, string point)
    {
        (await rig.IsKilledAsync("before-watch:after", await rig.CommandAsync(Kind.Deploy))).ShouldBeTrue();
        if (!await rig.IsKilledAsync(point, "resume"))
        {
            return null;
        }
        await rig.ResumeAsync();
        return await Aftermath.WrongAsync(rig);
    }

    public static async Task<IReadOnlyList<string>?> StrikeAsync(CrashRig rig, Kind kind, string point, Blow blow)
    {
        using var deployer = await rig.SuspendAsync(point, await rig.CommandAsync(kind));
        if (deployer is null)
        {
            return null;
        }
        await blow.StrikeAsync(rig, deployer);
        var said = await rig.ContinueAsync(deployer);
        blow.Fix?.Invoke(rig);
        await rig.ResumeAsync();
        rig.Load.OutageIsOver();
        var wrong = await Aftermath.WrongAsync(rig);
        return said.Contains(blow.Says, StringComparison.Ordinal)
            ? wrong
            : [.. wrong, $"the deployer ended with {deployer.ExitCode} and said: {said}"];
    }

    /// <summary>
    /// The deployer stands still until its lock has expired and another deployer has put things in order and released; then it goes on.
    /// </summary>
    public static async Task<IReadOnlyList<string>?> ResurrectAsync(CrashRig rig, Kind kind, string point)
    {
        using var zombie = await rig.SuspendAsync(point, await rig.CommandAsync(kind));
        if (zombie is null)
        {
            return null;
        }
        Age(rig.State);
        (await rig.RunAsync(await rig.CommandAsync(Kind.Deploy))).ShouldSucceed();
        var written = Journal.Read(rig.State.Journal).Records.Count;
        var serves = await rig.AnswersAsync();
        var said = await rig.ContinueAsync(zombie);

        var wrong = new List<string>(await Aftermath.WrongAsync(rig));
        // It has written its last record: nothing is left to be refused.
        var isOver = point.StartsWith("committed", StringComparison.Ordinal);
        if (!isOver && (zombie.ExitCode != 1 || !said.Contains("taken over", StringComparison.Ordinal)))
        {
            wrong.Add($"the one that was taken over ended with {zombie.ExitCode}: {said}");
        }
        if (Journal.Read(rig.State.Journal).Records.Count != written || await rig.AnswersAsync() != serves)
        {
            wrong.Add("the one that was taken over changed something");
        }
        return wrong;
    }

    /// <summary>The host dies while nothing is under way, and is brought back.</summary>
    public static async Task<IReadOnlyList<string>?> KillHostAsync(CrashRig rig)
    {
        var before = (await rig.HostAsync()).Slots.Select(slot => slot.Pid).ToList();
        rig.Outages.Add(await HostDeath.MeasureAsync(rig));
        var wrong = await Aftermath.WrongAsync(rig);
        return (await rig.HostAsync()).Slots.Select(slot => slot.Pid).SequenceEqual(before)
            ? wrong
            : [.. wrong, "slots were started again rather than adopted"];
    }

    /// <summary>A blow at a moment of the migration's own process, between two records.</summary>
    /// <param name="rig">Where.</param>
    /// <param name="milliseconds">After the migration has begun.</param>
    /// <param name="host">The host dies as well, and leaves the migration behind.</param>
    public static async Task<IReadOnlyList<string>?> KillMigratingAsync(CrashRig rig, int milliseconds, bool host)
    {
        using var deployer = rig.Start("none", await rig.CommandAsync(Kind.Migration));
        await Patience.UntilAsync(
            () =>
                Task.FromResult(
                    deployer.HasExited
                        || Processes
                            .Of(rig.State.Artifacts)
                            .Any(process => process.Command.Contains(" migrate up", StringComparison.Ordinal))
                ),
            "it migrates"
        );
        await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
        deployer.Kill();
        if (host)
        {
            await HostDeath.KillAsync(rig);
        }
        await rig.ResumeAsync();
        rig.Load.OutageIsOver();
        return await Aftermath.WrongAsync(rig);
    }

    /// <summary>A deployer dies while both releases take traffic, at a moment between two records.</summary>
    /// <param name="rig">Where.</param>
    /// <param name="milliseconds">After both have begun to.</param>
    public static async Task<IReadOnlyList<string>?> KillRollingAsync(CrashRig rig, int milliseconds)
    {
        using var deployer = rig.Start("none", await rig.CommandAsync(Kind.RollingDeploy));
        await Patience.UntilAsync(async () => deployer.HasExited || (await rig.HostAsync()).Sharing is not null, "both take traffic");
        await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
        deployer.Kill();
        await rig.ResumeAsync();
        return await Aftermath.WrongAsync(rig);
    }

    /// <summary>Sets the heartbeat back by a minute: the same as waiting until the lock has expired, without the wait.</summary>
    private static void Age(StateDirectory state)
    {
        var record = ReleaseLock.Read(state.Lock);
        new LockFolder(state.Lock).Show(record with { Heartbeat = record.Heartbeat.AddMinutes(-1) });
    }
}
