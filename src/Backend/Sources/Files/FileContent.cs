using System.IO.Compression;
using System.Security.Cryptography;

namespace MalariaPredictor.Backend.Sources.Files;

/// <summary>A file's bytes, unpacked where it was gzipped (told by its first bytes, not by its name).</summary>
/// <param name="Name">The file's name, without directories.</param>
/// <param name="Bytes">What it says.</param>
/// <param name="Sha256">The digest of the file as it was given.</param>
internal sealed record FileContent(string Name, byte[] Bytes, string Sha256)
{
    /// <summary>Far above any country's history, and below what would exhaust a small machine.</summary>
    private const long Largest = 1L << 30;

    public static async Task<FileContent> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        if (Directory.Exists(path))
        {
            throw ProblemList.Only(name, $"{path} is a directory.", "Name the file in it.");
        }

        if (!File.Exists(path))
        {
            throw ProblemList.Only(name, $"there is no file {path}.", "Check the path.");
        }

        if (new FileInfo(path).Length > Largest)
        {
            throw TooLarge(name);
        }

        var given = await ReadAllAsync(name, path, cancellationToken);
        var digest = Convert.ToHexStringLower(SHA256.HashData(given));
        var bytes = given is [0x1F, 0x8B, ..] ? await UnpackAsync(name, given, cancellationToken) : given;
        return bytes.Length > 0
            ? new FileContent(name, bytes, digest)
            : throw ProblemList.Only(name, "the file is empty.", "Export it again.");
    }

    private static async Task<byte[]> ReadAllAsync(string name, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw ProblemList.Only(name, $"{path} cannot be read: {refused.Message}", "Check the permissions.");
        }
    }

    private static async Task<byte[]> UnpackAsync(string name, byte[] packed, CancellationToken cancellationToken)
    {
        using var unpacked = new MemoryStream();
        try
        {
            await using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            var buffer = new byte[1 << 16];
            for (int read; (read = await gzip.ReadAsync(buffer, cancellationToken)) > 0; )
            {
                if (unpacked.Length + read > Largest)
                {
                    throw TooLarge(name);
                }

                await unpacked.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch (InvalidDataException broken)
        {
            throw ProblemList.Only(name, $"the gzip data are damaged: {broken.Message}", "Copy the file again.");
        }

        return IsWhole(packed, unpacked.Length)
            ? unpacked.ToArray()
            : throw ProblemList.Only(name, "the gzip data end too early: the file was cut off.", "Copy the file again.");
    }

    /// <summary>A gzip file ends with the length of what it holds; the stream itself does not complain about a missing end.</summary>
    private static bool IsWhole(byte[] packed, long length) =>
        packed.Length >= 18 && BitConverter.ToUInt32(packed.AsSpan(packed.Length - 4)) == (uint)length;

    private static RejectedFileException TooLarge(string name) =>
        ProblemList.Only(name, $"it holds more than {Largest >> 20} MiB.", "Split it by years and import the parts.");
}
