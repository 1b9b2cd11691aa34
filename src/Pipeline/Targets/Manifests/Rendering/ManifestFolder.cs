using MalariaPredictor.Pipeline.Targets.Manifests.Custom;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Rendering;

/// <summary>Folders that kubectl applies each by itself: manifests in files, and the kustomization that lists them.</summary>
/// <param name="head">The line that each file begins with.</param>
internal sealed class ManifestFolder(string head)
{
    /// <summary>Paths with forward slashes, and what each file holds.</summary>
    public SortedDictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    /// <param name="folder">Empty for the outermost.</param>
    /// <param name="images">Where the folder's manifests name an image: the digest, to be changed in one place.</param>
    /// <param name="manifests">By file name; a file without content is left out.</param>
    public void Add(
        string folder,
        IReadOnlyList<KustomizedImage>? images,
        params IEnumerable<(string File, IEnumerable<object> Content)> manifests
    )
    {
        var prefix = folder.Length == 0 ? "" : folder + "/";
        var written = manifests.Where(manifest => manifest.Content.Any()).ToList();
        foreach (var (file, content) in written)
        {
            Files[prefix + file] = head + ManifestYaml.Write(content);
        }
        if (written.Count > 0)
        {
            Files[prefix + Kustomization.File] =
                head + ManifestYaml.Write([new Kustomization([.. written.Select(manifest => manifest.File)], images)]);
        }
    }
}
