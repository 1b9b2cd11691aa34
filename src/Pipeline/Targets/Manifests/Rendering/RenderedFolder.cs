namespace MalariaPredictor.Pipeline.Targets.Manifests.Rendering;

/// <summary>The folder in which an environment's manifests lie.</summary>
internal sealed class RenderedFolder(string path)
{
    public string Path { get; } = path;

    /// <returns>What differs from <paramref name="files"/>: missing, other, and left over.</returns>
    public IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> files) =>
        [
            .. files.Where(file => !File.Exists(At(file.Key))).Select(file => $"{At(file.Key)} is missing"),
            .. files
                .Where(file => File.Exists(At(file.Key)) && File.ReadAllText(At(file.Key)) != file.Value)
                .Select(file => $"{At(file.Key)} differs"),
            .. LeftOver(files).Select(file => $"{file} is not made from anything"),
        ];

    public void Write(IReadOnlyDictionary<string, string> files)
    {
        foreach (var file in LeftOver(files).ToList())
        {
            File.Delete(file);
        }
        foreach (var (name, content) in files)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(name))!);
            File.WriteAllText(At(name), content);
        }
    }

    private IEnumerable<string> LeftOver(IReadOnlyDictionary<string, string> files) =>
        Directory.Exists(Path)
            ? Directory
                .EnumerateFiles(Path, "*.yaml", SearchOption.AllDirectories)
                .Where(file => !files.ContainsKey(Name(file)))
                .Order(StringComparer.Ordinal)
            : [];

    private string At(string name) => System.IO.Path.Combine(Path, name);

    private string Name(string file) => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/');
}
