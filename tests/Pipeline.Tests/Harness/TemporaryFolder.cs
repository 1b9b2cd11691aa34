namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>A folder of a test's own, with a space in its name, since users' folders have them.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    public string Path { get; }

    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("malaria test ").FullName;

    private TemporaryFolder(string path) => Path = Directory.CreateDirectory(path).FullName;

    /// <summary>In memory where the system has a place for that: for thousands of small worlds, in which no disk is waited for.</summary>
    public static TemporaryFolder InMemory() =>
        Directory.Exists(Memory) ? new(System.IO.Path.Combine(Memory, $"malaria test {Guid.NewGuid():N}")) : new();

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
