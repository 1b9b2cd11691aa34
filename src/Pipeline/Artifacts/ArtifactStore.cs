using System.Security.Cryptography;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Artifacts;

/// <summary>Published folders by the hash of their content, kept for rollbacks.</summary>
internal sealed class ArtifactStore(string folder)
{
    private const int Kept = 8;
    private const string Unfinished = ".new";
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(2);

    public string PathOf(string digest) => Path.Combine(folder, digest);

    /// <summary>What the artifact is made of, beside it: within, it would change what it describes.</summary>
    public string SbomPath(string digest) => PathOf(digest) + ".cdx.json";

    public bool Has(string digest) => Directory.Exists(PathOf(digest));

    /// <summary>The one artifact whose hash begins so.</summary>
    public string Find(string beginning)
    {
        var found = Digests().Where(digest => digest.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)).ToList();
        return found.Count == 1
            ? found[0]
            : throw new UserFacingException(
                found.Count == 0
                    ? $"no artifact begins with '{beginning}' in {folder}"
                    : $"{found.Count} artifacts begin with '{beginning}'",
                $"Known artifacts: {string.Join(", ", Digests().Select(digest => digest[..12]))}; or name a published folder."
            );
    }

    /// <summary>
    /// A place to publish into. What is left of an interrupted publish is cleared away once it is too old to belong to another process that
    /// publishes now.
    /// </summary>
    public string NewFolder()
    {
        var youngest = (TimeProvider.System.GetUtcNow() - Abandoned).UtcDateTime;
        foreach (
            var abandoned in Directory
                .EnumerateDirectories(folder, "*" + Unfinished)
                .Where(left => Directory.GetLastWriteTimeUtc(left) < youngest)
        )
        {
            Directory.Delete(abandoned, recursive: true);
        }
        return Path.Combine(folder, Guid.CreateVersion7().ToString("N") + Unfinished);
    }

    /// <summary>Takes a finished folder in under its hash. The rename is the moment it exists.</summary>
    public async Task<string> AdoptAsync(string finished, CancellationToken cancellationToken)
    {
        var digest = await ContentHash.OfFolderAsync(finished, cancellationToken);
        try
        {
            if (!Has(digest))
            {
                PrivateDirectory.CloseAll(finished);
                Directory.Move(finished, PathOf(digest));
                return digest;
            }
        }
        catch (IOException) when (Has(digest))
        {
            // Another process adopted the same content meanwhile. A folder with files in it is never replaced by a rename.
        }
        Directory.Delete(finished, recursive: true);
        return digest;
    }

    /// <summary>Copies a given folder in.</summary>
    public Task<string> CopyAsync(string given, CancellationToken cancellationToken)
    {
        var copy = NewFolder();
        foreach (var file in Directory.EnumerateFiles(given, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(given, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return AdoptAsync(copy, cancellationToken);
    }

    /// <summary>Refuses an artifact that is not, byte for byte, what it was when it got its name.</summary>
    public async Task VerifyAsync(string digest, CancellationToken cancellationToken)
    {
        if (!Has(digest))
        {
            throw new UserFacingException(
                $"the artifact {digest[..12]} is not in {folder} any more",
                "Deploy the commit again; it is rebuilt."
            );
        }
        var actual = await ContentHash.OfFolderAsync(PathOf(digest), cancellationToken);
        if (actual != digest)
        {
            throw new UserFacingException(
                $"the artifact {PathOf(digest)} was changed after it was built (its content now is {actual[..12]})",
                "Remove that folder and deploy again; it is rebuilt."
            );
        }
    }

    /// <summary>Writes what an artifact is made of, if that is not there yet.</summary>
    /// <returns>Its hash.</returns>
    public async Task<string> SbomAsync(string digest, CancellationToken cancellationToken)
    {
        if (!File.Exists(SbomPath(digest)))
        {
            AtomicFile.Write(SbomPath(digest), await Sbom.OfAsync(PathOf(digest), digest, cancellationToken));
        }
        return await ContentHash.OfFileAsync(SbomPath(digest), cancellationToken);
    }

    /// <returns>What is wrong with it; null when it is what was recorded, and what the artifact gives again.</returns>
    public async Task<string?> VerifySbomAsync(string digest, string recorded, CancellationToken cancellationToken)
    {
        if (!File.Exists(SbomPath(digest)))
        {
            return $"{SbomPath(digest)} is gone";
        }
        if (await ContentHash.OfFileAsync(SbomPath(digest), cancellationToken) is var actual && actual != recorded)
        {
            return $"was changed: recorded {recorded[..12]}, now {actual[..12]}";
        }
        var again = Convert.ToHexStringLower(SHA256.HashData(await Sbom.OfAsync(PathOf(digest), digest, cancellationToken)));
        return again == recorded ? null : $"does not describe the artifact: made again it is {again[..12]}";
    }

    /// <summary>Removes the oldest beyond a number, but none in use.</summary>
    public void Prune(IReadOnlySet<string> inUse)
    {
        foreach (
            var old in Digests()
                .Where(digest => !inUse.Contains(digest))
                .OrderByDescending(digest => Directory.GetCreationTimeUtc(PathOf(digest)))
                .Skip(Kept)
        )
        {
            Directory.Delete(PathOf(old), recursive: true);
            File.Delete(SbomPath(old));
        }
    }

    private IEnumerable<string> Digests() =>
        Directory
            .EnumerateDirectories(folder)
            .Select(path => Path.GetFileName(path)!)
            .Where(name => name.Length == 64 && !name.EndsWith(Unfinished, StringComparison.Ordinal));
}
