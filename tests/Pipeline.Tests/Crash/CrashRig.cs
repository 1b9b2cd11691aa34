using System.Diagnostics;
using System.Text.Json;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>A real host with real slots under load, and deployers that are ended or suspended at a chosen journal record.</summary>
internal sealed class CrashRig : IAsyncDisposable
{
    private const int Killed = 128 + 9;
    private readonly Harness.Service _service = new();
    private readonly string[] _artifacts;
    private readonly string _bad;
    private Load? _load;
    private int _deployments;

    private CrashRig()
    {
        _artifacts = [_service.Artifact("a1"), _service.Artifact("b2"), _service.Artifact("c3")];
        _bad = _service.Artifact("d4", new { CrashesOnStart = true });
    }

    public Load Load => _load!;

    public StateDirectory State => new(_service.State);

    public static async Task<CrashRig> CreateAsync(int connections)
    {
        var rig = new CrashRig();
        await rig._service.FirstAsync(rig._artifacts[0]);
        (await rig._service.DeployAsync(rig._artifacts[1])).ShouldSucceed();
        (await rig._service.DeployAsync(rig._artifacts[2])).ShouldSucceed();
        rig._load = new Load(rig._service.Url + "/work", connections);
        await rig.Load.MoreAsync(connections * 5);
        return rig;
    }

    /// <summary>The command line of an operation, given where the service stands.</summary>
    public async Task<string[]> CommandAsync(Kind kind)
    {
        switch (kind)
        {
            case Kind.Deploy:
                return ["deploy", "--again", "--watch-seconds", "0.2", "--artifact", _artifacts[_deployments++ % _artifacts.Length]];
            case Kind.RefusedDeploy:
                return ["deploy", "--again", "--watch-seconds", "0.2", "--artifact", _bad];
            case Kind.WarmRollback:
                await Patience.UntilAsync(async () => (await IdleAsync()) is { Condition: SlotCondition.Ready }, "the other slot is warm");
                return ["rollback", "--to", (await IdleAsync())!.Release];
            default:
                var status = await _service.HostAsync();
                var running = status.Slots.Select(slot => slot.Release).ToHashSet();
                var cold = Journal.Read(State.Journal).Committed.First(operation => !running.Contains(operation.To));
                return ["rollback", "--to", cold.To];
        }
    }

    public Process Start(string crashAt, string[] command) => _service.StartWith(new() { ["MALARIA_CRASH_AT"] = crashAt }, command);

    /// <summary>Runs an operation that is killed at a point; false when it was over before it reached that.</summary>
    public async Task<bool> KilledAsync(string point, Kind kind)
    {
        using var deployer = Start(point, await CommandAsync(kind));
        await Cli.DrainAsync(deployer);
        return deployer.ExitCode == Killed;
    }

    public Task<Cli.Result> RunAsync(params string[] arguments) => _service.RunAsync(arguments);

    public Task<Targets.Process.Control.HostStatus> HostAsync() => _service.HostAsync();

    public Task<string> AnswersAsync() => _service.AnswersAsync();

    public static async Task SuspendedAsync(Process process) =>
        await Patience.UntilAsync(() => Task.FromResult(process.HasExited || IsStopped(process.Id)), "the deployer is suspended");

    /// <summary>What is wrong with the service now; nothing when exactly one release serves, the journal agrees, and the lock is free.</summary>
    public async Task<IReadOnlyList<string>> WrongAsync()
    {
        var wrong = new List<string>();
        var status = JsonSerializer.Deserialize((await RunAsync("status", "--json")).ShouldSucceed().Output, Wire.Default.StatusDocument)!;
        var serves = await AnswersAsync();
        var committed = Journal.Read(State.Journal).Committed.First().To;
        if (status.Unfinished is not null)
            wrong.Add($"{status.Unfinished} is unfinished");
        if (ReleaseLock.Read(State.Lock).Held)
            wrong.Add("the lock is held");
        if (status.Host?.ActiveSlot?.Release != serves || serves != committed)
            wrong.Add($"release {serves} answers, the host says {status.Host?.ActiveSlot?.Release}, the journal says {committed}");
        return wrong;
    }

    public async ValueTask DisposeAsync()
    {
        if (_load is not null)
            await _load.DisposeAsync();
        await _service.DisposeAsync();
    }

    private async Task<Targets.Process.Control.SlotStatus?> IdleAsync()
    {
        var host = await _service.HostAsync();
        return host.Slots.FirstOrDefault(slot => slot.Name != host.Active);
    }

    private static bool IsStopped(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        return stat[stat.LastIndexOf(')') + 2] == 'T';
    }
}

internal enum Kind
{
    Deploy,
    RefusedDeploy,
    WarmRollback,
    ColdRollback,
}
