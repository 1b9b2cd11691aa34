using System.Globalization;
using k8s.Models;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Records;

/// <summary>
/// The release lock as a Lease. Its transitions are the fencing token: each holder has the next, and the server lets only one of several
/// take it. A holder on this machine that is dead is succeeded at once, any other when it has not renewed for the Lease's duration.
/// </summary>
internal sealed class LeaseLock : IReleaseLock
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);
    private readonly ClusterApi _api;
    private readonly LockRecord _mine;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _beating;

    private LeaseLock(ClusterApi api, LockRecord mine, TimeProvider time)
    {
        (_api, _mine, _time) = (api, mine, time);
        _beating = Task.Run(BeatAsync);
    }

    public long Token => _mine.Token;

    public CancellationToken Lost => _lost.Token;

    /// <param name="api">The namespace.</param>
    /// <param name="owner">Who takes it.</param>
    /// <param name="command">For what.</param>
    /// <param name="self">The process that takes it.</param>
    /// <param name="time">Ages the record.</param>
    /// <param name="seen">The newest token known elsewhere: should the Lease have been deleted, the next one is still newer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<LeaseLock> TakeAsync(
        ClusterApi api,
        string owner,
        string command,
        IProcessLife self,
        TimeProvider time,
        long seen,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var now = time.GetUtcNow();
            var lease = await api.FindAsync<V1Lease>(RecordNames.Lock, cancellationToken);
            var before = lease is null ? LockRecord.Free : LeaseText.Read(lease);
            if (before.Held && !IsDead(before, owner, self) && now - before.Heartbeat < ReleaseLock.Expiry)
            {
                throw new LockHeldException(before, now);
            }
            var mine = new LockRecord(Math.Max(before.Token, seen) + 1, owner, command, self.Pid, self.Began, now, now, Held: true);
            try
            {
                var renewed = LeaseText.Write(lease ?? new V1Lease { Metadata = RecordNames.Metadata(RecordNames.Lock, "lock") }, mine);
                _ = lease is null ? await api.CreateAsync(renewed, cancellationToken) : await api.ReplaceAsync(renewed, cancellationToken);
                return new LeaseLock(api, mine, time);
            }
            catch (ClusterRefusal refusal) when (refusal.IsConflict || refusal.Exists)
            {
                // Another was faster, or this one's own answer was lost on the way: the next look tells.
                if (await api.FindAsync<V1Lease>(RecordNames.Lock, cancellationToken) is { } there && IsSame(LeaseText.Read(there), mine))
                {
                    return new LeaseLock(api, mine, time);
                }
            }
        }
    }

    public static async Task<LockRecord> ReadAsync(ClusterApi api, CancellationToken cancellationToken) =>
        await api.FindAsync<V1Lease>(RecordNames.Lock, cancellationToken) is { } lease ? LeaseText.Read(lease) : LockRecord.Free;

    /// <summary>The newest token that was taken; whoever has an older one is out.</summary>
    public static async Task<long> NewestAsync(ClusterApi api, CancellationToken cancellationToken) =>
        (await ReadAsync(api, cancellationToken)).Token;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _beating;
        await TryShowAsync(held: false);
        _end.Dispose();
        _lost.Dispose();
    }

    /// <summary>A Lease keeps microseconds only, so times are not compared.</summary>
    private static bool IsSame(LockRecord there, LockRecord mine) =>
        (there.Token, there.Owner, there.Pid, there.Began) == (mine.Token, mine.Owner, mine.Pid, mine.Began);

    private static bool IsDead(LockRecord holder, string owner, IProcessLife self) =>
        holder.Owner == owner && !self.IsAlive(holder.Pid, holder.Began);

    private async Task BeatAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            await Task.Delay(Beat, _time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_end.IsCancellationRequested)
            {
                await TryShowAsync(held: true);
            }
        }
    }

    /// <summary>The owner's own word on its token; of no effect once there is a newer one.</summary>
    private async Task TryShowAsync(bool held)
    {
        try
        {
            var lease = await _api.GetAsync<V1Lease>(RecordNames.Lock, CancellationToken.None);
            if (LeaseText.Read(lease).Token != Token)
            {
                await _lost.CancelAsync();
            }
            else
            {
                await _api.ReplaceAsync(
                    LeaseText.Write(lease, _mine with { Heartbeat = _time.GetUtcNow(), Held = held }),
                    CancellationToken.None
                );
            }
        }
        catch (Terminal.UserFacingException)
        {
            // A missed beat only ages the record; the next one, or the next record in the journal, will tell.
        }
    }
}

/// <summary>A lock's record in the words of a Lease; what a Lease has no words for is in annotations.</summary>
internal static class LeaseText
{
    private const string Prefix = "malaria-prediction.com/";

    public static V1Lease Write(V1Lease lease, LockRecord record)
    {
        lease.Spec = new V1LeaseSpec
        {
            HolderIdentity = record.Held ? record.Owner : "",
            LeaseDurationSeconds = (int)ReleaseLock.Expiry.TotalSeconds,
            LeaseTransitions = checked((int)record.Token),
            AcquireTime = record.Since.UtcDateTime,
            RenewTime = record.Heartbeat.UtcDateTime,
        };
        lease.Metadata.Annotations = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Prefix + "owner"] = record.Owner,
            [Prefix + "command"] = record.Command,
            [Prefix + "process"] = record.Pid.ToString(CultureInfo.InvariantCulture),
            [Prefix + "began"] = record.Began,
        };
        return lease;
    }

    public static LockRecord Read(V1Lease lease)
    {
        string Note(string name) => lease.Metadata.Annotations?.TryGetValue(Prefix + name, out var text) == true ? text : "";
        return new LockRecord(
            lease.Spec?.LeaseTransitions ?? 0,
            Note("owner"),
            Note("command"),
            int.TryParse(Note("process"), CultureInfo.InvariantCulture, out var pid) ? pid : 0,
            Note("began"),
            Moment(lease.Spec?.AcquireTime),
            Moment(lease.Spec?.RenewTime),
            Held: lease.Spec?.HolderIdentity is { Length: > 0 }
        );
    }

    private static DateTimeOffset Moment(DateTime? time) =>
        time is { } known ? new DateTimeOffset(DateTime.SpecifyKind(known, DateTimeKind.Utc)) : default;
}
