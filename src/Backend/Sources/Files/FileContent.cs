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

    /// <summary>Observations shrink to a tenth or a fiftieth. Above this ratio a large file was made to exhaust memory.</summary>
    private const int HighestRatio = 200;

    /// <summary>Below this size the ratio does not matter.</summary>
    private const long Harmless = 32L << 20;

    public static async Task<FileContent> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        if (Directory.Exists(path))
        {
            throw ProblemList.Only(name, $"{path} is a directory.", "Name the file in it.");
        }

        RequireOrdinary(name, path);
        var given = await ReadAllAsync(name, path, cancellationToken);
        var digest = Convert.ToHexStringLower(SHA256.HashData(given));
        var bytes = given is [0x1F, 0x8B, ..] ? await UnpackAsync(name, given, cancellationToken) : given;
        return bytes.Length > 0
            ? new FileContent(name, bytes, digest)
            : throw ProblemList.Only(name, "the file is empty.", "Export it again.");
    }

    /// <summary>
    /// Refuses pipes and devices before they are opened: opening a pipe waits for its writer, and a device never ends. They, and the
    /// files of /proc, have no length.
    /// </summary>
    private static void RequireOrdinary(string name, string path)
    {
        if (!File.Exists(path))
        {
            throw ProblemList.Only(name, $"there is no file {path}.", "Check the path.");
        }

        try
        {
            var file = File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
            if (!file.Exists || file.Length == 0)
            {
                throw ProblemList.Only(
                    name,
                    "it is empty, or a pipe or device rather than an ordinary file.",
                    "Export it again, or save what the pipe gives to a file and import that."
                );
            }

            if (file.Length > Largest)
            {
                throw TooLarge(name);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unreadable(name, path, refused);
        }
    }

    private static async Task<byte[]> ReadAllAsync(string name, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(name, path, refused);
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
                var length = unpacked.Length + read;
                if (length > Largest)
                {
                    throw TooLarge(name);
                }

                if (length > Harmless && length / packed.Length >= HighestRatio)
                {
                    throw ProblemList.Only(
                        name,
                        $"its {packed.Length:N0} bytes unpack to more than {HighestRatio} times as many, as no file of observations does.",
                        "Unpack it, look at what it holds, and import the unpacked file."
                    );
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

    private static RejectedFileException Unreadable(string name, string path, Exception refused) =>
        ProblemList.Only(name, $"{path} cannot be read: {refused.Message}", "Check the path and its permissions.");

    private static RejectedFileException TooLarge(string name) =>
        ProblemList.Only(name, $"it holds more than {Largest >> 20} MiB.", "Split it by years and import the parts.");
}
