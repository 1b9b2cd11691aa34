using System.Text.Json;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>
/// One release at a time. The record names the owner and is refreshed while it works; a dead owner is succeeded at once, one that has
/// stopped showing life after <see cref="Expiry"/>. Whoever succeeds has the next token, and every later write of the one before is refused.
/// </summary>
internal sealed class ReleaseLock : IDisposable
{
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private readonly ITimer _heartbeat;
    private readonly CancellationTokenSource _lost = new();
    private readonly string _path;
    private readonly TimeProvider _time;

    private ReleaseLock(string path, LockRecord mine, TimeProvider time)
    {
        _path = path;
        _time = time;
        Token = mine.Token;
        _heartbeat = time.CreateTimer(_ => Refresh(), null, Beat, Beat);
    }

    public long Token { get; }

    /// <summary>Cancelled when another has taken over.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the lock for a process, or fails with who has it.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="owner">Who takes it.</param>
    /// <param name="command">For what.</param>
    /// <param name="self">The process that takes it.</param>
    /// <param name="time">Ages the record.</param>
    /// <param name="seen">The newest token known elsewhere: should the file have been lost, the next one is still newer.</param>
    public static ReleaseLock Take(string path, string owner, string command, IProcessLife self, TimeProvider time, long seen = 0)
    {
        using var guard = Guard.Enter(path, time);
        var now = time.GetUtcNow();
        var before = Read(path);
        if (before.Held && self.IsAlive(before.Pid, before.Began) && now - before.Heartbeat < Expiry)
            throw new LockHeldException(before, now);
        var mine = new LockRecord(Math.Max(before.Token, seen) + 1, owner, command, self.Pid, self.Began, now, now, Held: true);
        Write(path, mine);
        return new ReleaseLock(path, mine, time);
    }

    public static LockRecord Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), Wire.Default.LockRecord)! : LockRecord.Free;
        }
        catch (JsonException damaged)
        {
            throw new Failure($"the release lock {path} is damaged", "Make sure that no release is running, then remove the file and ./pipeline down.", damaged);
        }
    }

    /// <summary>Does something only if no other has taken over, and keeps others from doing so meanwhile.</summary>
    public void Fenced(Action write)
    {
        using var guard = Guard.Enter(_path, _time);
        if (Read(_path) is { } current && current.Token != Token)
            throw new LockLostException(current.ToString());
        write();
    }

    public void Dispose()
    {
        _heartbeat.Dispose();
        try
        {
            Fenced(() => Write(_path, Read(_path) with { Held = false }));
        }
        catch (LockLostException)
        {
            // It is another's now: there is nothing to release.
        }
        _lost.Dispose();
    }

    private void Refresh()
    {
        try
        {
            Fenced(() => Write(_path, Read(_path) with { Heartbeat = _time.GetUtcNow() }));
        }
        catch (LockLostException)
        {
            _lost.Cancel();
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or Failure or ObjectDisposedException)
        {
            // A missed beat only ages the record; the next one, or the next fenced write, will tell.
        }
    }

    private static void Write(string path, LockRecord record) => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(record, Wire.Default.LockRecord));
}
