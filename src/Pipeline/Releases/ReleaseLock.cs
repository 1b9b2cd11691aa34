using System.Globalization;
using System.Text.Json;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;

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

/// <summary>
/// The lock on disk: a file for each token that was ever taken, made once and never changed; the highest is the holder's. Beside it the
/// holder's own signs of life. Nobody waits for anybody: what decides is which of two can make the next token's file, so a process that
/// is suspended in the middle of anything blocks no other, and its late writes touch only what is its own.
/// </summary>
internal sealed class LockFolder(string path)
{
    private const string Taken = ".taken.json";
    private const string Life = ".life.json";

    /// <summary>The newest holder; <see cref="LockRecord.Free"/> where there never was one.</summary>
    public LockRecord Read() =>
        Newest() is var token and > 0 ? Parse(File(token, Life)) ?? Parse(File(token, Taken)) ?? Damaged(token) : LockRecord.Free;

    public long Newest() => Tokens().DefaultIfEmpty(0).Max();

    /// <summary>Takes a token that nobody has; false when another was faster.</summary>
    public bool TryTake(LockRecord record)
    {
        Directory.CreateDirectory(path);
        try
        {
            AtomicFile.WriteNew(File(record.Token, Taken), Bytes(record));
        }
        catch (FileExistsException)
        {
            return false; // Another process has this token.
        }
        catch (IOException) when (Newest() >= record.Token)
        {
            return false; // Another process has a newer one and has cleared away what belonged to older ones.
        }
        if (Newest() != record.Token)
        {
            return false; // Decided on long ago: others have come and gone meanwhile, and this token is already outdated.
        }
        Forget(record.Token);
        return true;
    }

    /// <summary>The owner's own word on its token; of no effect once there is a newer one.</summary>
    public void Show(LockRecord record) => AtomicFile.Write(File(record.Token, Life), Bytes(record));

    private static byte[] Bytes(LockRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, ContractJson.Default.LockRecord);

    private string File(long token, string kind) => Path.Combine(path, token.ToString("D10", CultureInfo.InvariantCulture) + kind);

    private IEnumerable<long> Tokens() =>
        !Directory.Exists(path)
            ? []
            : from file in Directory.EnumerateFiles(path, "*" + Taken)
            let name = Path.GetFileName(file)[..^Taken.Length]
            where long.TryParse(name, CultureInfo.InvariantCulture, out _)
            select long.Parse(name, CultureInfo.InvariantCulture);

    private static LockRecord? Parse(string file)
    {
        try
        {
            return System.IO.File.Exists(file)
                ? JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(file), ContractJson.Default.LockRecord)
                : null;
        }
        catch (FileNotFoundException)
        {
            return null; // Forgotten by a newer holder between the look and the reading.
        }
        catch (JsonException damaged)
        {
            throw new UserFacingException(
                $"the release lock {file} is damaged",
                "Make sure that no release is running, then remove that file.",
                damaged
            );
        }
    }

    private LockRecord Damaged(long token) =>
        Newest() > token
            ? Read()
            : throw new UserFacingException(
                $"the release lock {File(token, Taken)} cannot be read",
                "Make sure that no release is running, then remove that file."
            );

    private void Forget(long newest)
    {
        foreach (var file in Directory.EnumerateFiles(path))
        {
            if (long.TryParse(Path.GetFileName(file).Split('.')[0], CultureInfo.InvariantCulture, out var token) && token < newest)
            {
                System.IO.File.Delete(file);
            }
        }
    }
}

/// <summary>Which process this is, and whether another still runs: the lock's view of the system.</summary>
internal interface IProcessLife
{
    int Pid { get; }

    string Began { get; }

    bool IsAlive(int pid, string began);
}
