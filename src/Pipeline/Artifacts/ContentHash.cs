using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MalariaPredictor.Pipeline.Artifacts;

/// <summary>A folder's name by its content: every file's relative path and bytes, in one order everywhere.</summary>
internal static class ContentHash
{
    public static async Task<string> OfFolderAsync(string folder, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files(folder))
        {
            await using var stream = File.OpenRead(Path.Combine(folder, file));
            var name = Encoding.UTF8.GetBytes(file.Replace('\\', '/'));
            // The lengths say where a name ends and a content begins: no two folders read alike.
            hash.AppendData(Length(name.Length));
            hash.AppendData(name);
            hash.AppendData(await SHA256.HashDataAsync(stream, cancellationToken));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static async Task<string> OfFileAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    /// <summary>Relative paths, in the one order.</summary>
    public static IOrderedEnumerable<string> Files(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Order(StringComparer.Ordinal);

    private static byte[] Length(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
