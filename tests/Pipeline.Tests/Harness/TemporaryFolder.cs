namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>A folder of a test's own, with a space in its name, since users' folders have them.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("malaria test ").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
