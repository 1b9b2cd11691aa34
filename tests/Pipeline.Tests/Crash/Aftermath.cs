using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>
/// What is wrong with a service once a blow has fallen and <c>resume</c> has run. Nothing, when exactly one slot is active and ready, its
/// release is the one that answers and the one the journal committed last, nothing is unfinished, nothing was migrated without a backup,
/// the lock is free, and no process is left over.
/// </summary>
internal static class Aftermath
{
    public static async Task<IReadOnlyList<string>> WrongAsync(CrashRig rig)
    {
        var wrong = new List<string>();
        var host = await SettledAsync(rig);
        if (host.ActiveSlot is not { Condition: SlotCondition.Ready } active)
        {
            wrong.Add($"slot {host.Active} is {host.ActiveSlot?.Condition}: {host.ActiveSlot?.Reason}");
        }
        else if (await rig.AnswersAsync() is var serves && (serves != active.Release || serves != Committed(rig)))
        {
            wrong.Add($"release {serves} answers, the host says {active.Release}, the journal says {Committed(rig)}");
        }
        if (host.Sharing is { } sharing)
        {
            wrong.Add($"slot {sharing} takes traffic as well");
        }
        if (Unfinished(rig) is { } left)
        {
            wrong.Add(left);
        }
        if (ReleaseLock.Read(rig.State.Lock).Held)
        {
            wrong.Add("the lock is held");
        }
        if (rig.Unprotected is { } unprotected)
        {
            wrong.Add(unprotected);
        }
        wrong.AddRange(await LeftOverAsync(rig));
        return wrong;
    }

    /// <summary>A slot that was killed is started again by the host; it is given the time for that.</summary>
    private static async Task<HostStatus> SettledAsync(CrashRig rig)
    {
        var seen = await rig.HostAsync();
        await Wait.ForAsync(
            async () => (seen = await rig.HostAsync()).ActiveSlot is { Condition: SlotCondition.Ready } ready ? ready : null,
            TimeSpan.FromSeconds(60),
            TimeSpan.FromMilliseconds(50),
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        return seen;
    }

    private static string? Committed(CrashRig rig) => Journal.Read(rig.State.Journal).Committed.FirstOrDefault()?.To;

    private static string? Unfinished(CrashRig rig)
    {
        try
        {
            return Journal.Read(rig.State.Journal).Unfinished is { } left ? $"{left.Id} is unfinished" : null;
        }
        catch (UserFacingException damaged)
        {
            return damaged.Message;
        }
    }

    /// <summary>
    /// Processes of this installation's artifacts that no slot accounts for. A slot that is being stopped has a moment to go.
    /// </summary>
    private static async Task<IEnumerable<string>> LeftOverAsync(CrashRig rig)
    {
        var left = new List<string>();
        await Wait.ForAsync(
            async () =>
            {
                var slots = (await rig.HostAsync()).Slots.Select(slot => slot.Pid).ToHashSet();
                left =
                [
                    .. from process in Processes.Of(rig.State.Artifacts)
                    where !slots.Contains(process.Pid)
                    select $"process {process.Pid} is left over: {process.Command}",
                ];
                return left.Count == 0 ? left : null;
            },
            TimeSpan.FromSeconds(30),
            TimeSpan.FromMilliseconds(100),
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        return left;
    }
}
