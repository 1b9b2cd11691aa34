using System.Diagnostics;
using System.Text.Json;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Service;

/// <summary>What other users, the public slot and records get to see: nothing that is not theirs.</summary>
public sealed class PrivacyTests : IAsyncDisposable
{
    private const string Key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private readonly Harness.Service _service = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_slot_gets_no_token_of_the_deployer_and_keeps_its_settings_when_another_shell_starts_it_again()
    {
        var given = new Dictionary<string, string>
        {
            ["SLACK_WEBHOOK_TOKEN"] = "of-the-deployer",
            ["GITHUB_TOKEN"] = "of-the-deployer",
            ["ENCRYPTION_KEY"] = Key,
            ["API_SECRET_KEY"] = "a-secret",
            ["REDIS_URL"] = "redis://:word@localhost:1/0",
            ["BACKUP_DIR"] = "/backups",
        };
        string[] up = ["up", "--detach", "--port", $"{_service.Port}", "--artifact", _service.Artifact("a1"), "--watch-seconds", "0.2"];
        (await Cli.EndAsync(_service.StartWith(given, up))).ShouldSucceed();
        var first = await EnvironmentAsync();
        (await _service.RunAsync("down")).ShouldSucceed();

        (await _service.UpAsync(_service.Artifact("a1"))).ShouldSucceed();
        var second = await EnvironmentAsync();

        foreach (var environment in (Dictionary<string, string>[])[first, second])
        {
            environment.Values.ShouldNotContain("of-the-deployer");
            foreach (var name in (string[])["ENCRYPTION_KEY", "API_SECRET_KEY", "REDIS_URL", "BACKUP_DIR"])
            {
                environment[name].ShouldBe(given[name]);
            }
        }
        var secrets = Path.Combine(_service.State, "secrets");
        Files(_service.State)
            .Where(file => !file.StartsWith(secrets, StringComparison.Ordinal) && Path.GetExtension(file) is not (".sock" or ".lock"))
            .Where(file => File.ReadAllText(file).Contains(Key, StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task A_setting_that_is_given_empty_is_forgotten()
    {
        var artifact = _service.Artifact("a1");
        string[] up = ["up", "--detach", "--port", $"{_service.Port}", "--artifact", artifact, "--watch-seconds", "0.2"];
        (await Cli.EndAsync(_service.StartWith(new() { ["BACKUP_DIR"] = "/backups" }, up))).ShouldSucceed();
        (await _service.RunAsync("down")).ShouldSucceed();

        (await Cli.EndAsync(_service.StartWith(new() { ["BACKUP_DIR"] = "" }, up))).ShouldSucceed();

        (await EnvironmentAsync()).ShouldNotContainKey("BACKUP_DIR");
    }

    [Fact]
    public async Task Everything_in_the_state_folder_is_closed_to_other_users_whatever_the_umask()
    {
        const string Up = """umask 000; exec dotnet "$@" """;
        var start = new ProcessStartInfo(
            "/bin/sh",
            [
                "-c",
                Up,
                "sh",
                Built.Pipeline,
                "up",
                "--detach",
                "--port",
                $"{_service.Port}",
                "--artifact",
                _service.Artifact("a1"),
                "--watch-seconds",
                "0.2",
                "--state",
                _service.State,
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("DATABASE_URL");
        (await Cli.EndAsync(Process.Start(start)!)).ShouldSucceed();

        const UnixFileMode Others =
            UnixFileMode.GroupRead
            | UnixFileMode.GroupWrite
            | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead
            | UnixFileMode.OtherWrite
            | UnixFileMode.OtherExecute;
        Directory
            .EnumerateFileSystemEntries(_service.State, "*", SearchOption.AllDirectories)
            .Append(_service.State)
            .Where(path => (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("status")]
    [InlineData("status", "--json")]
    [InlineData("logs")]
    public async Task Another_user_is_told_that_he_may_not_look_and_not_that_nothing_runs(params string[] command)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can be another user");
        await _service.FirstAsync(_service.Artifact("a1"));
        File.SetUnixFileMode(
            Path.GetDirectoryName(_service.State)!,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute | UnixFileMode.OtherRead
        );
        var start = new ProcessStartInfo(
            "setpriv",
            ["--reuid=65534", "--regid=65534", "--clear-groups", "dotnet", Built.Pipeline, .. command, "--state", _service.State]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        var refused = await Cli.EndAsync(Process.Start(start)!);

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain($"this user may not look into {Path.Combine(_service.State, "run")}");
    }

    private async Task<Dictionary<string, string>> EnvironmentAsync() =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(
            await _service.Http.GetStringAsync(new Uri(_service.Url + "/environment"), Cancel)
        )!;

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(
            folder,
            "*",
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Device }
        );
}
