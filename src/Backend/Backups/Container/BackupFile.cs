using System.Text.Json;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Models;

namespace MalariaPredictor.Backend.Backups.Container;

/// <summary>Opens a backup, and makes sure that it is whole.</summary>
internal static class BackupFile
{
    /// <summary>The header, without the key.</summary>
    /// <exception cref="UserFacingException">It cannot be read, or is no backup.</exception>
    public static async Task<BackupHeader> HeaderAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = Open(path);
        return (await ReadHeaderAsync(file, path, cancellationToken)).Header;
    }

    /// <summary>Reads all of it once and keeps nothing: after this it is known to be whole.</summary>
    public static async Task CheckAsync(string path, string? secret, CancellationToken cancellationToken)
    {
        await using var content = await ContentAsync(path, secret, cancellationToken);
        await content.CopyToAsync(Stream.Null, cancellationToken);
    }

    /// <summary>The content from its beginning; closes the file when disposed.</summary>
    public static async Task<Stream> ContentAsync(string path, string? secret, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // The stream that is returned owns the file.
        var file = Open(path);
#pragma warning restore CA2000
        try
        {
            var (header, line) = await ReadHeaderAsync(file, path, cancellationToken);
            return new BackupReadStream(file, new ChunkSeal(line, BackupKey.Of(header, secret, path)), path);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 18, useAsync: true);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UserFacingException(
                $"{path} cannot be read: {unreadable.Message}",
                "Check the path, and that this user may read it.",
                unreadable
            );
        }
    }

    private static async Task<(BackupHeader Header, byte[] Line)> ReadHeaderAsync(
        Stream file,
        string path,
        CancellationToken cancellationToken
    )
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (line.Count < BackupFormat.LongestHeader && await file.ReadAsync(one, cancellationToken) > 0)
        {
            line.Add(one[0]);
            if (one[0] == '\n')
            {
                break;
            }
        }

        byte[] bytes = [.. line];
        if (!bytes.AsSpan().StartsWith(BackupFormat.Mark))
        {
            throw new UserFacingException(
                $"{path} is no backup of this program.",
                "Give a file that malaria-predictor backup has written."
            );
        }

        try
        {
            var header = CanonicalJson.Read<BackupHeader>(System.Text.Encoding.UTF8.GetString(bytes.AsSpan(BackupFormat.Mark.Length)));
            return header.Encryption is { Salt: null } or { Check: null } ? throw new InvalidDataException("half a mark") : (header, bytes);
        }
        catch (Exception broken) when (broken is JsonException or InvalidDataException or NotSupportedException)
        {
            throw new UserFacingException($"{path} is damaged in its first line.", DamagedBackup.Remedy, broken);
        }
    }
}
