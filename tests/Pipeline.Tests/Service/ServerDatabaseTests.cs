namespace MalariaPredictor.Pipeline.Tests.Service;

/// <summary>A database on a server: its password goes to the processes by a file, and is nowhere else.</summary>
public sealed class ServerDatabaseTests : IAsyncDisposable
{
    private const string Secret = "correct-horse-battery";
    private readonly Harness.Service _service = new();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_password_among_the_arguments_is_refused_with_the_way_to_give_it()
    {
        var refused = await _service.RunAsync(
            "up",
            "--detach",
            "--artifact",
            _service.Artifact("a1"),
            "--database",
            $"postgres://u:{Secret}@db.example/m"
        );
        refused.ExitCode.ShouldBe(1);
        refused.All.ShouldContain("DATABASE_PASSWORD_FILE");
        refused.All.ShouldNotContain(Secret);
        Everything().ShouldNotContain(file => file.Text.Contains(Secret));
    }

    [Fact]
    public async Task A_password_of_the_environment_is_kept_in_one_private_file_and_later_commands_go_on_with_it()
    {
        var up = (
            await _service.RunWithAsync(
                ("DATABASE_URL", $"postgresql+asyncpg://u:{Secret}@db.example:5432/m"),
                "up",
                "--detach",
                "--port",
                $"{_service.Port}",
                "--artifact",
                _service.Artifact("a1"),
                "--watch-seconds",
                "0.2"
            )
        ).ShouldSucceed();
        (await _service.DeployAsync(_service.Artifact("b2"))).ShouldSucceed();

        up.All.ShouldNotContain(Secret);
        var holders = Everything().Where(file => file.Text.Contains(Secret)).ToArray();
        holders.Select(file => Path.GetFileName(Path.GetDirectoryName(file.Path))).ShouldBe(["secrets"]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(holders[0].Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        Everything().ShouldContain(file => file.Text.Contains("u@db.example:5432/m"));
        File.ReadAllText(Path.Combine(_service.State, "on-the-server")).ShouldBe("imported\n");
    }

    private IEnumerable<(string Path, string Text)> Everything() =>
        from file in Directory.Exists(_service.State) ? Directory.EnumerateFiles(_service.State, "*", SearchOption.AllDirectories) : []
        where
            !file.EndsWith(".dll", StringComparison.Ordinal)
            && !file.EndsWith(".lock", StringComparison.Ordinal)
            && !file.EndsWith(".sock", StringComparison.Ordinal)
        select (file, File.ReadAllText(file));
}
