using System.Globalization;
using System.Text.Json;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases;

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
