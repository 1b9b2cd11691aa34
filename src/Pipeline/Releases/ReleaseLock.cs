using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>
/// The lock of a machine's installation. The record names the owner and is refreshed while it works; a dead owner is succeeded at once,
/// one that has stopped showing life after <see cref="Expiry"/>. Whoever succeeds has the next token.
/// </summary>
internal sealed class ReleaseLock : IReleaseLock, IDisposable
{
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private readonly LockFolder _folder;
    private readonly ITimer _heartbeat;
    private readonly CancellationTokenSource _lost = new();
    private readonly LockRecord _mine;
    private readonly TimeProvider _time;

    private ReleaseLock(LockFolder folder, LockRecord mine, TimeProvider time)
    {
        _folder = folder;
        _mine = mine;
        _time = time;
        _heartbeat = time.CreateTimer(_ => Refresh(), null, Beat, Beat);
    }

    public long Token => _mine.Token;

    /// <summary>Cancelled when another has taken over.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the lock for a process, or fails with who has it.</summary>
    /// <param name="path">The lock's folder.</param>
    /// <param name="owner">Who takes it.</param>
    /// <param name="command">For what.</param>
    /// <param name="self">The process that takes it.</param>
    /// <param name="time">Ages the record.</param>
    /// <param name="seen">The newest token known elsewhere: should the folder have been lost, the next one is still newer.</param>
    public static ReleaseLock Take(string path, string owner, string command, IProcessLife self, TimeProvider time, long seen = 0)
    {
        var folder = new LockFolder(path);
        while (true)
        {
            var now = time.GetUtcNow();
            var before = folder.Read();
            if (before.Held && self.IsAlive(before.Pid, before.Began) && now - before.Heartbeat < Expiry)
            {
                throw new LockHeldException(before, now);
            }
            var mine = new LockRecord(Math.Max(before.Token, seen) + 1, owner, command, self.Pid, self.Began, now, now, Held: true);
            if (folder.TryTake(mine))
            {
                return new ReleaseLock(folder, mine, time);
            }
        }
    }

    public static LockRecord Read(string path) => new LockFolder(path).Read();

    public void Dispose()
    {
        _heartbeat.Dispose();
        try
        {
            _folder.Show(_mine with { Heartbeat = _time.GetUtcNow(), Held = false });
        }
        catch (IOException)
        {
            // The disk is full: this process' end releases the lock as well.
        }
        _lost.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Refresh()
    {
        try
        {
            if (_folder.Newest() != Token)
            {
                _lost.Cancel();
            }
            else
            {
                _folder.Show(_mine with { Heartbeat = _time.GetUtcNow() });
            }
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // A missed beat only ages the record; the next one, or the next record in the journal, will tell.
        }
    }
}
