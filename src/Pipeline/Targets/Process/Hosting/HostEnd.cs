using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Slots;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Process.Hosting;

/// <summary>Ends everything that runs: the host with its slots, or slots that outlived their host.</summary>
internal sealed class HostEnd(StateDirectory state, HostClient client, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    /// <returns>What was stopped, in words.</returns>
    public async Task<IReadOnlyList<string>> StopAsync(long token, CancellationToken cancellationToken)
    {
        var stopped = new List<string>();
        if (await client.StatusAsync(cancellationToken) is { } running)
        {
            stopped.AddRange(
                running
                    .Slots.Where(slot => slot.Condition != SlotCondition.Failed)
                    .Select(slot => $"slot {slot.Name} (release {slot.Release}, process {slot.Pid})")
            );
            stopped.Add($"the host at {running.Url} (process {running.Process.Pid})");
            await client.ShutdownAsync(token, cancellationToken);
            var began = time.GetTimestamp();
            while (running.Process.IsAlive && time.GetElapsedTime(began) < Timeout)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
            }
            if (running.Process.IsAlive)
            {
                throw new UserFacingException(
                    $"the host (process {running.Process.Pid}) did not end within {Timeout.TotalMinutes:0} minutes",
                    $"Its log is {state.HostLog}; kill -9 {running.Process.Pid} ends it, then run this again."
                );
            }
        }
        foreach (var (name, record) in new MemoryFile(state.HostState).Read().Slots)
        {
            if (record.Process is not { IsAlive: true } orphan)
            {
                continue;
            }
            await Stopper.StopAsync(orphan, new SlotTimings(), time);
            stopped.Add($"slot {name} (release {record.Spec.Release}, process {orphan.Pid}), which had outlived its host");
        }
        return stopped;
    }
}
