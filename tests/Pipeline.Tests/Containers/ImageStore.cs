using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Containers;

/// <summary>Images and containers of a test's own, in a folder of its own. Nothing of them outlives the test.</summary>
internal sealed class ImageStore : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>As a pod runs: no root, no rights, no network, a disk that cannot be written.</summary>
    public static IReadOnlyList<string> Restricted { get; } =
    [
        "--read-only",
        "--cap-drop",
        "all",
        "--security-opt",
        "no-new-privileges",
        "--network",
        "none",
        "--tmpfs",
        "/tmp:size=64m",
        "--ulimit",
        "nofile=1024:4096",
        "--ulimit",
        "nproc=1024:1024",
    ];

    private string[] Place => ["--root", _folder.File("store"), "--runroot", _folder.File("run"), "--storage-driver", "vfs"];

    public Task<OutsideProgram.Result> BuildahAsync(params IEnumerable<string> arguments) =>
        AsRootAsync("buildah", [.. Place, .. arguments]);

    public Task<OutsideProgram.Result> PodmanAsync(params IEnumerable<string> arguments) =>
        AsRootAsync("podman", [.. Place, "--runtime", "runc", .. arguments]);

    /// <summary>Users' names within a container are then those outside of it, as on a cluster's node.</summary>
    public static Task<OutsideProgram.Result> AsRootAsync(string program, params IEnumerable<string> arguments) =>
        Environment.IsPrivilegedProcess
            ? OutsideProgram.RunAsync(program, arguments)
            : OutsideProgram.RunAsync("sudo", ["--non-interactive", program, .. arguments]);

    /// <summary>Makes an image of files alone.</summary>
    public async Task AdoptAsync(string image, Func<string, Task> files, params string[] variables)
    {
        var root = _folder.File(Guid.NewGuid().ToString("N"));
        await files(root);
        var container = (await BuildahAsync("from", "scratch")).ShouldSucceed();
        (await BuildahAsync("copy", container, root, "/")).ShouldSucceed();
        foreach (var variable in variables)
        {
            (await BuildahAsync("config", "--env", variable, container)).ShouldSucceed();
        }
        (await BuildahAsync("commit", "--rm", container, image)).ShouldSucceed();
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder.File("store")))
        {
            await PodmanAsync("rm", "--all", "--force", "--time", "0");
            await AsRootAsync("rm", "--recursive", "--force", _folder.File("store"), _folder.File("run"));
        }
        _folder.Dispose();
    }
}
