using System.Diagnostics;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Tests.Gates.Prometheus;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>A real host with real slots under load, and deployers that are ended or suspended at a chosen journal record.</summary>
internal sealed class CrashRig : IAsyncDisposable
{
    private const int Killed = 128 + 9;

    /// <summary>Far longer than any command takes: one that is not over by then is stuck.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Harness.Service _service;
    private readonly string[] _artifacts;
    private readonly string _bad;
    private readonly HostClient _host;
    private Load? _load;
    private PrometheusStub? _prometheus;
    private int _deployments;
    private int _schema = 1;

    private CrashRig(SmallDisk? disk)
    {
        _service = new Harness.Service(disk);
        _artifacts = [.. new[] { "a1", "b2", "c3" }.Select(name => _service.Artifact(name, new { NeedsDatabase = true }))];
        _bad = _service.Artifact("d4", new { CrashesOnStart = true });
        _host = new HostClient(State);
    }

    public Load Load => _load!;

    /// <summary>Content with everything unless it is told otherwise.</summary>
    public PrometheusStub Prometheus => _prometheus!;

    public StateDirectory State => new(_service.State);

    public string DatabaseFolder => Path.GetDirectoryName(_service.Database)!;

    /// <summary>What was migrated without a backup, if anything was.</summary>
    public string? Unprotected => _service.Unprotected;

    /// <summary>Commands that did not come to an end.</summary>
    public int Stuck { get; private set; }

    /// <summary>How long the host was away each time that was measured.</summary>
    public List<TimeSpan> Outages { get; } = [];

    public Uri Url => new(_service.Url + "/work");

    /// <param name="connections">Of load.</param>
    /// <param name="pause">Between an answer and the next request of a connection.</param>
    /// <param name="disk">What the state lies on, where that is to be full at times.</param>
    public static async Task<CrashRig> CreateAsync(int connections, TimeSpan pause, SmallDisk? disk = null)
    {
        var rig = new CrashRig(disk) { _prometheus = await PrometheusStub.StartAsync() };
        rig.Prometheus.Says("0");
        await rig._service.FirstAsync(rig._artifacts[0]);
        (await rig._service.DeployAsync(rig._artifacts[1])).ShouldSucceed();
        (await rig._service.DeployAsync(rig._artifacts[2])).ShouldSucceed();
        rig._load = new Load(rig._service.Url + "/work", connections, pause);
        await rig.Load.MoreAsync(connections * 5);
        return rig;
    }

    /// <summary>The command line of an operation, given where the service stands.</summary>
    public async Task<string[]> CommandAsync(Kind kind)
    {
        switch (kind)
        {
            case Kind.Deploy:
                return Deploy(_artifacts[_deployments++ % _artifacts.Length]);
            case Kind.JudgedDeploy:
                return [.. Deploy(_artifacts[_deployments++ % _artifacts.Length]), "--verify-seconds", "1", "--environment", Judged()];
            case Kind.RollingDeploy:
                return
                [
                    .. Deploy(_artifacts[_deployments++ % _artifacts.Length]),
                    "--environment",
                    _service.Environment("rolling", "strategy: rolling\ninstances: 2\n"),
                ];
            case Kind.RefusedDeploy:
                return Deploy(_bad);
            case Kind.Migration:
                _schema++;
                return Deploy(
                    _service.Artifact(
                        $"e{_schema}",
                        new
                        {
                            Schema = _schema,
                            BackupMilliseconds = 100,
                            MigrationMilliseconds = 200,
                            NeedsDatabase = true,
                        }
                    )
                );
            case Kind.WarmRollback:
                await Harness.Patience.UntilAsync(
                    async () => (await IdleAsync()) is { Condition: SlotCondition.Ready },
                    "the other slot is warm"
                );
                return ["rollback", "--to", (await IdleAsync())!.Release];
            default:
                var running = (await HostAsync()).Slots.Select(slot => slot.Release).ToHashSet();
                return ["rollback", "--to", Journal.Read(State.Journal).Committed.First(operation => !running.Contains(operation.To)).To];
        }
    }

    /// <summary>Starts a command that is to be struck at a point of its journal.</summary>
    public Process Start(string crashAt, string[] command) => _service.StartWith(new() { ["MALARIA_CRASH_AT"] = crashAt }, command);

    /// <summary>Returns once a process stands still, or has ended.</summary>
    public static Task SuspendedAsync(Process process) =>
        Harness.Patience.UntilAsync(() => Task.FromResult(process.HasExited || IsStopped(process.Id)), "the deployer is suspended");

    /// <summary>A command that stands still at a point; null when it was over before it reached that.</summary>
    public async Task<Process?> SuspendAsync(string point, string[] command)
    {
        var deployer = Start(point + ":stop", command);
        await SuspendedAsync(deployer);
        if (!deployer.HasExited)
        {
            return deployer;
        }
        deployer.Dispose();
        return null;
    }

    /// <summary>Lets a suspended command go on to its end.</summary>
    /// <returns>All it said.</returns>
    public async Task<string> ContinueAsync(Process deployer)
    {
        Signals.Continue(ProcessIdentity.Of(deployer.Id)!);
        return await EndAsync(deployer);
    }

    /// <summary>Runs a command that is killed at a point; false when it was over before it reached that.</summary>
    public async Task<bool> IsKilledAsync(string point, params string[] command)
    {
        using var deployer = Start(point, command);
        await EndAsync(deployer);
        return deployer.ExitCode == Killed;
    }

    /// <summary>What a person does after any of this.</summary>
    public async Task ResumeAsync()
    {
        using var resume = _service.Start("resume");
        var said = await EndAsync(resume);
        resume.ExitCode.ShouldBe(0, said);
    }

    public Task<Cli.Result> RunAsync(params string[] arguments) => _service.RunAsync(arguments);

    public async Task<HostStatus> HostAsync() =>
        (await _host.StatusAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull("the host runs");

    public Task<string> AnswersAsync() => _service.AnswersAsync();

    public async ValueTask DisposeAsync()
    {
        if (_load is not null)
        {
            await _load.DisposeAsync();
        }
        _host.Dispose();
        await _service.DisposeAsync();
        if (_prometheus is not null)
        {
            await _prometheus.DisposeAsync();
        }
    }

    private static string[] Deploy(string artifact) => ["deploy", "--again", "--watch-seconds", "0.2", "--artifact", artifact];

    private string Judged()
    {
        var gate = $$"""{ prometheus: { name: errors, url: "{{Prometheus.Url}}", query: errors, max: 0, timeout: 0.5 } }""";
        return _service.Environment("judged", $"gates: {{ before: [version, {gate}], after: [{gate}] }}\n");
    }

    private async Task<string> EndAsync(Process command)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            return await Cli.DrainAsync(command, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            Stuck++;
            command.Kill();
            await command.WaitForExitAsync(TestContext.Current.CancellationToken);
            return "it did not come to an end";
        }
    }

    private async Task<SlotStatus?> IdleAsync()
    {
        var host = await HostAsync();
        return host.Slots.FirstOrDefault(slot => slot.Name != host.Active);
    }

    private static bool IsStopped(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        return stat[stat.LastIndexOf(')') + 2] == 'T';
    }
}
