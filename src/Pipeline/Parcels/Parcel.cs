using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Parcels;

/// <summary>
/// Files packed for a cluster: a gzipped tar archive on this machine's disk, sent in parts that fit into a Secret each. The file is read
/// once; what is held in memory is one part. The backend's <c>import --parcel</c> puts the parts together again, by the digest.
/// </summary>
internal sealed class Parcel : IDisposable
{
    /// <summary>A Secret holds 1 MiB at most; as JSON it grows by a third, and must arrive within ten seconds.</summary>
    public const int PartBytes = 512 * 1024;

    /// <summary>All parts are in the cluster's own database for a while, which is small (etcd: 2 GiB by default).</summary>
    public const long MostBytes = 64L * 1024 * 1024;

    private const long MostUnpacked = 32 * MostBytes;
    private readonly FileStream _archive;

    private Parcel(FileStream archive, IReadOnlyList<ParcelFile> files, string digest) =>
        (_archive, Files, Digest) = (archive, files, digest);

    public IReadOnlyList<ParcelFile> Files { get; }

    /// <summary>SHA-256 over the archive, in hexadecimal digits.</summary>
    public string Digest { get; }

    /// <summary>Bytes to be sent.</summary>
    public long Length => _archive.Length;

    /// <summary>Bytes of the files themselves.</summary>
    public long Unpacked => Files.Sum(file => file.Length);

    public int Parts => checked((int)((Length + PartBytes - 1) / PartBytes));

    /// <param name="paths">Of the files; each has another name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Parcel> PackAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        List<ParcelFile> files = [.. paths.Select(Find)];
        if (files.GroupBy(file => file.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new UserFacingException(
                $"two different files are called {twice.Key}: {string.Join(" and ", twice.Select(file => file.Path))}",
                "Rename one of them."
            );
        }
        if (files.Sum(file => file.Length) is var total && total > MostUnpacked)
        {
            throw TooLarge($"{Size(total)} are to be sent, and {Size(MostUnpacked)} is the limit");
        }
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        var archive = new FileStream(Path.Combine(Path.GetTempPath(), "malaria-parcel-" + Path.GetRandomFileName()), options);
        try
        {
            await WriteAsync(archive, files, cancellationToken);
            if (archive.Length > MostBytes)
            {
                throw TooLarge($"{Size(archive.Length)} are to be sent after compression, and {Size(MostBytes)} is the limit");
            }
            archive.Position = 0;
            var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(archive, cancellationToken));
            return new Parcel(archive, files, digest);
        }
        catch
        {
            await archive.DisposeAsync();
            throw;
        }
    }

    /// <summary>The parts in order; each is valid until the next is asked for.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var part = new byte[PartBytes];
        _archive.Position = 0;
        while (await _archive.ReadAtLeastAsync(part, PartBytes, throwOnEndOfStream: false, cancellationToken) is var length && length > 0)
        {
            yield return part.AsMemory(0, length);
        }
    }

    public void Dispose() => _archive.Dispose();

    public override string ToString() =>
        $"{string.Join(", ", Files.Select(file => $"{file.Name} ({Size(file.Length)})"))}, packed {Size(Length)} in {Parts} "
        + (Parts == 1 ? "part" : "parts");

    private static string Size(long bytes) =>
        bytes < 1_000_000
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000.0:0.0} kB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");

    private static async Task WriteAsync(FileStream archive, List<ParcelFile> files, CancellationToken cancellationToken)
    {
        await using var packing = new GZipStream(archive, CompressionLevel.Optimal, leaveOpen: true);
        await using var tar = new TarWriter(packing, TarEntryFormat.Pax);
        foreach (var file in files)
        {
            try
            {
                await using var data = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read);
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, file.Name) { DataStream = data }, cancellationToken);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                throw new UserFacingException(
                    $"{file.Path} cannot be packed: {refused.Message}",
                    $"Look at the file, and whether {Path.GetTempPath()} has room for it. Nothing was sent.",
                    refused
                );
            }
        }
    }

    private static ParcelFile Find(string path) =>
        new FileInfo(path) is { Exists: true } file
            ? new ParcelFile(file.FullName, file.Name, file.Length)
            : throw new UserFacingException($"there is no file {Path.GetFullPath(path)}", "Name an existing file. Nothing was changed.");

    private static UserFacingException TooLarge(string what) =>
        new(
            what,
            "Import it in several files, one after the other, or from a machine that reaches the database: docs/cluster-needs.md. "
                + "Nothing was changed."
        );
}

/// <param name="Path">Where it lies.</param>
/// <param name="Name">Without its folder.</param>
/// <param name="Length">In bytes.</param>
internal sealed record ParcelFile(string Path, string Name, long Length);
