using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Files;

namespace MalariaPredictor.Backend.Commands;

/// <summary>
/// Files as <c>./pipeline data import</c> brings them into a cluster: a gzipped tar archive, cut into the files <c>part-00001</c>,
/// <c>part-00002</c>, … of a folder, and the file <c>sha256</c> with the archive's digest in hexadecimal digits. Nothing is read from it
/// before the digest has been found right. What is unpacked is removed in the end.
/// </summary>
internal sealed class Parcel : IDisposable
{
    private const string Remedy = "Run ./pipeline data import again: it brings the files anew.";
    private readonly string? _folder;

    private Parcel(string? folder) => _folder = folder;

    /// <param name="parts">The folder; null where files are named by their paths.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Parcel> OpenAsync(string? parts, CancellationToken cancellationToken)
    {
        if (parts is null)
        {
            return new Parcel(null);
        }

        var files = Directory.Exists(parts) ? [.. Directory.EnumerateFiles(parts, "part-*").Order(StringComparer.Ordinal)] : (string[])[];
        await RequireWholeAsync(parts, files, cancellationToken);
        var parcel = new Parcel(Path.Combine(Path.GetTempPath(), "malaria-parcel-" + Path.GetRandomFileName()));
        try
        {
            await parcel.UnpackAsync(parts, files, cancellationToken);
            return parcel;
        }
        catch
        {
            parcel.Dispose();
            throw;
        }
    }

    /// <summary>Where a file of the parcel lies, by its name; without a parcel it is the path already.</summary>
    public string? PathOf(string? name)
    {
        if (_folder is null || name is null)
        {
            return name;
        }

        var path = Path.Combine(_folder, Path.GetFileName(name));
        return File.Exists(path) ? path : throw new UserFacingException($"The parcel holds no file {name}.", Remedy);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static async Task RequireWholeAsync(string parts, string[] files, CancellationToken cancellationToken)
    {
        var digest = Path.Combine(parts, "sha256");
        if (files.Length == 0 || !File.Exists(digest))
        {
            throw new UserFacingException($"{parts} is no parcel: it holds {(files.Length == 0 ? "no part-*" : "no sha256")}.", Remedy);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(await File.ReadAllBytesAsync(file, cancellationToken));
        }

        var (stated, found) = (
            (await File.ReadAllTextAsync(digest, cancellationToken)).Trim(),
            Convert.ToHexStringLower(hash.GetHashAndReset())
        );
        if (stated != found)
        {
            throw new UserFacingException(
                $"The parcel in {parts} is not what was sent: its {files.Length} parts have the digest {found}, not {stated}. Nothing was "
                    + "read from it.",
                Remedy
            );
        }
    }

    private async Task UnpackAsync(string parts, string[] files, CancellationToken cancellationToken)
    {
        PrivateFile.CreateFolder(_folder!);
        var archive = Path.Combine(_folder!, ".archive");
        await using (var joined = new FileStream(archive, PrivateFile.Options(FileMode.CreateNew)))
        {
            foreach (var file in files)
            {
                await using var part = File.OpenRead(file);
                await part.CopyToAsync(joined, cancellationToken);
            }
        }

        try
        {
            await using var packed = File.OpenRead(archive);
            await using var plain = new GZipStream(packed, CompressionMode.Decompress);
            await using var tar = new TarReader(plain);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (entry.EntryType != TarEntryType.RegularFile || entry.Name != Path.GetFileName(entry.Name) || entry.Name.StartsWith('.'))
                {
                    throw new InvalidDataException($"'{entry.Name}' is not a plain file");
                }

                await using var file = new FileStream(Path.Combine(_folder!, entry.Name), PrivateFile.Options(FileMode.CreateNew));
                if (entry.DataStream is { } data)
                {
                    await data.CopyToAsync(file, cancellationToken);
                }
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new UserFacingException($"The parcel in {parts} cannot be unpacked: {broken.Message}.", Remedy, broken);
        }
        catch (IOException full)
        {
            throw new UserFacingException(
                $"The parcel in {parts} cannot be unpacked into {_folder}: {full.Message}",
                "Make room there for the files it holds.",
                full
            );
        }

        File.Delete(archive);
    }
}
