using System.Text.Json;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>One installation of a test's own: state directory, port, host and slots, all real. Nothing of it outlives the test.</summary>
public sealed class Service : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SmallDisk? _disk;

    public Service() { }

    /// <summary>With a file system of its own for its state.</summary>
    internal Service(SmallDisk? disk)
    {
        _disk = disk;
        _disk?.Mount(State);
    }

    public int Port { get; } = FreePort.Pick(1)[0];

    public string Url => $"http://localhost:{Port}";

    public string State => _folder.File("state");

    /// <summary>The file that stands for the database, alone in its folder.</summary>
    public string Database => Path.Combine(State, "database", "test.db");

    /// <summary>The backups of the database, each under the schema it has and the program that made it.</summary>
    public IReadOnlyList<string> Backups =>
        Directory.Exists(BackupFolder) ? [.. Directory.EnumerateFiles(BackupFolder).Select(file => Path.GetFileName(file)!).Order()] : [];

    /// <summary>What was migrated without a backup, if anything was.</summary>
    public string? Unprotected => File.Exists(Database + ".schema.unprotected") ? File.ReadAllText(Database + ".schema.unprotected") : null;

    private string BackupFolder => Path.Combine(Path.GetDirectoryName(Database)!, "backups");

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Makes a published folder whose slot behaves as told.</summary>
    public string Artifact(string name, object? behavior = null)
    {
        var folder = Directory.CreateDirectory(_folder.File("artifact " + name)).FullName;
        foreach (var file in Directory.EnumerateFiles(Built.TestSlot))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }
        var told = JsonSerializer.SerializeToNode(behavior ?? new { })!.AsObject();
        told["Commit"] = name.PadRight(40, '0');
        File.WriteAllText(Path.Combine(folder, "behavior.json"), told.ToJsonString());
        return folder;
    }

    /// <summary>Writes an environment file of a test's own.</summary>
    public string Environment(string name, string text)
    {
        File.WriteAllText(_folder.File(name + ".yaml"), text);
        return _folder.File(name + ".yaml");
    }

    internal Task<Cli.Result> UpAsync(string artifact, params string[] more) =>
        RunAsync(["up", "--detach", "--port", $"{Port}", "--artifact", artifact, "--watch-seconds", "0.2", .. more]);

    /// <summary>The first release, without the data that only <c>up</c> prepares.</summary>
    internal async Task FirstAsync(string artifact, params string[] more)
    {
        new HostPlace(Port, null).Remember(new StateDirectory(State));
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        (
            await Cli.RunOnAsync(
                "sqlite:///" + Database,
                _folder.Path,
                ["deploy", "--artifact", artifact, "--watch-seconds", "0.2", "--state", State, .. more]
            )
        ).ShouldSucceed();
    }

    internal Task<Cli.Result> DeployAsync(string artifact, params string[] more) =>
        RunAsync(["deploy", "--artifact", artifact, "--watch-seconds", "0.2", .. more]);

    internal Task<Cli.Result> RunAsync(params string[] arguments) => Cli.RunAsync(_folder.Path, [.. arguments, "--state", State]);

    internal Task<Cli.Result> RunWithAsync((string Name, string Value) setting, params string[] arguments) =>
        Cli.RunWithAsync(setting, _folder.Path, [.. arguments, "--state", State]);

    internal System.Diagnostics.Process Start(params string[] arguments) => Cli.Start(_folder.Path, [.. arguments, "--state", State]);

    internal System.Diagnostics.Process StartInBackground(params string[] arguments) =>
        Cli.StartInBackground(_folder.Path, [.. arguments, "--state", State]);

    internal System.Diagnostics.Process StartWith(Dictionary<string, string> environment, string[] arguments) =>
        Cli.StartWith(environment, _folder.Path, [.. arguments, "--state", State]);

    internal async Task<StatusDocument> StatusAsync()
    {
        var result = (await RunAsync("status", "--json")).ShouldSucceed();
        return JsonSerializer.Deserialize(result.Output, DeploymentJson.Default.StatusDocument)!;
    }

    internal async Task<HostStatus> HostAsync() => (await StatusAsync()).Host.ShouldNotBeNull();

    /// <summary>The release that answers at the public port.</summary>
    public Task<string> AnswersAsync() => Http.GetStringAsync(new Uri(Url + "/work"), TestContext.Current.CancellationToken);

    /// <summary>The process that migrates the database, once there is one.</summary>
    internal Task<ProcessIdentity> MigratingAsync() => AtTheDatabaseAsync("migrating");

    /// <summary>The process that backs the database up, once there is one.</summary>
    internal Task<ProcessIdentity> BackingUpAsync() => AtTheDatabaseAsync("backing-up");

    private async Task<ProcessIdentity> AtTheDatabaseAsync(string work)
    {
        ProcessIdentity? found = null;
        await Patience.UntilAsync(
            () => Task.FromResult((found = DetachedProcess.Find($"{Database}.schema.{work}")) is not null),
            $"somebody is {work} the database"
        );
        return found!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (Directory.Exists(State))
        {
            (await Cli.RunAsync(_folder.Path, "down", "--state", State)).ShouldSucceed();
        }
        _disk?.Dispose();
        _folder.Dispose();
    }
}
