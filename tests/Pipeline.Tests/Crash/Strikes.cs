using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>One blow at a service under load, and what is wrong afterwards. Null when the operation was over before the point came.</summary>
internal static class Strikes
{
    public static async Task<IReadOnlyList<string>?> KillDeployerAsync(CrashRig rig, Kind kind, string point)
    {
        if (!await rig.KilledAsync(point, kind))
            return null;
        (await rig.RunAsync("resume")).ShouldSucceed();
        return await rig.WrongAsync();
    }

    /// <summary>While the deployer stands still at a record, a slot's process dies; then the deployer goes on.</summary>
    public static async Task<IReadOnlyList<string>?> KillSlotAsync(CrashRig rig, string point, bool serving)
    {
        using var deployer = rig.Start(point + ":stop", await rig.CommandAsync(Kind.Deploy));
        await CrashRig.SuspendedAsync(deployer);
        if (deployer.HasExited)
            return null;
        var host = await rig.HostAsync();
        if (host.Slots.FirstOrDefault(slot => (slot.Name == host.Active) == serving) is { } victim && ProcessIdentity.Of(victim.Pid) is { } process)
            Signals.KillGroup(process);
        Signals.Continue(ProcessIdentity.Of(deployer.Id)!);
        await Cli.DrainAsync(deployer);
        (await rig.RunAsync("resume")).ShouldSucceed();
        return await rig.WrongAsync();
    }

    /// <summary>The deployer stands still until its lock has expired and another command has put things in order; then it goes on.</summary>
    public static async Task<IReadOnlyList<string>?> ResurrectAsync(CrashRig rig, string point)
    {
        using var zombie = rig.Start(point + ":stop", await rig.CommandAsync(Kind.Deploy));
        await CrashRig.SuspendedAsync(zombie);
        if (zombie.HasExited)
            return null;
        Age(rig.State);
        (await rig.RunAsync(await rig.CommandAsync(Kind.Deploy))).ShouldSucceed();
        var written = Journal.Read(rig.State.Journal).Records.Count;
        var serves = await rig.AnswersAsync();
        Signals.Continue(ProcessIdentity.Of(zombie.Id)!);
        var said = await Cli.DrainAsync(zombie);

        var wrong = new List<string>(await rig.WrongAsync());
        if (zombie.ExitCode != 1 || !said.Contains("taken over", StringComparison.Ordinal))
            wrong.Add($"the one that was taken over ended with {zombie.ExitCode}: {said}");
        if (Journal.Read(rig.State.Journal).Records.Count != written || await rig.AnswersAsync() != serves)
            wrong.Add("the one that was taken over changed something");
        return wrong;
    }

    /// <summary>SIGKILL to the host, then <c>resume</c> at once. How long until the public port answers again.</summary>
    public static async Task<TimeSpan> KillHostAsync(CrashRig rig, HttpClient http, Uri url)
    {
        var host = (await rig.HostAsync()).Process;
        var began = TimeProvider.System.GetTimestamp();
        Signals.KillGroup(host);
        await Patience.UntilAsync(() => Task.FromResult(!host.IsAlive), "the host is dead");
        var resumed = rig.RunAsync("resume");
        await Patience.UntilAsync(() => AnswersAsync(http, url), "the host is back");
        var took = TimeProvider.System.GetElapsedTime(began);
        (await resumed).ShouldSucceed();
        return took;
    }

    /// <summary>Sets the heartbeat back by a minute: the same as waiting until the lock has expired, without the wait.</summary>
    private static void Age(StateDirectory state)
    {
        var record = ReleaseLock.Read(state.Lock);
        new LockFolder(state.Lock).Show(record with { Heartbeat = record.Heartbeat.AddMinutes(-1) });
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri url)
    {
        try
        {
            using var response = await http.GetAsync(url);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // Nobody listens yet.
        }
    }
}
