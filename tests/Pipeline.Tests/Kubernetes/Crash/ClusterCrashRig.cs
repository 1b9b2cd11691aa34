using System.Globalization;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Records;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Tests.Crash;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Crash;

/// <summary>A cluster under load, and real deployers that are ended or suspended at a chosen journal record.</summary>
internal sealed class ClusterCrashRig : IAsyncDisposable
{
    private const int Killed = 128 + 9;
    private readonly ClusterStage _stage;
    private readonly string[] _images;
    private readonly string _bad;
    private KubeProxy? _proxy;
    private Load? _load;
    private int _deployments;

    private ClusterCrashRig(ClusterStage stage)
    {
        _stage = stage;
        _images = [stage.Light("a1"), stage.Light("b2"), stage.Light("c3")];
        _bad = stage.Pushed("d4", new LightImage { Commit = "d4", CrashesOnStart = true });
    }

    public Load Load => _load!;

    public static async Task<ClusterCrashRig> CreateAsync(int connections)
    {
        var rig = new ClusterCrashRig(await ClusterStage.CreateAsync());
        foreach (var image in rig._images)
        {
            (await rig._stage.DeployAsync(image)).ShouldSucceed();
        }
        rig._proxy = new KubeProxy(rig._stage.Cluster.Store, rig._stage.Environment.Namespace, Names.Service, Names.HttpPort);
        rig._load = new Load(rig._proxy.Url + "/work", connections);
        await rig.Load.MoreAsync(connections * 5);
        return rig;
    }

    /// <summary>
    /// The deployer is killed at a point, and resume puts in order what it left. Null when the operation was over before it came.
    /// </summary>
    public async Task<IReadOnlyList<string>?> KillAsync(Kind kind, string point)
    {
        using var deployer = _stage.Start(await CommandAsync(kind), ("MALARIA_CRASH_AT", point));
        await Cli.DrainAsync(deployer);
        if (deployer.ExitCode != Killed)
        {
            return null;
        }
        (await _stage.RunAsync("resume")).ShouldSucceed();
        return await WrongAsync();
    }

    /// <summary>The deployer stands still until its Lease has expired and another has deployed; then it goes on.</summary>
    public async Task<IReadOnlyList<string>?> ResurrectAsync(string point)
    {
        using var zombie = _stage.Start(await CommandAsync(Kind.Deploy), ("MALARIA_CRASH_AT", point + ":stop"));
        await CrashRig.SuspendedAsync(zombie);
        if (zombie.HasExited)
        {
            return null;
        }
        Age();
        (await _stage.RunAsync(await CommandAsync(Kind.Deploy))).ShouldSucceed();
        var (written, serves) = (_stage.History().Records.Count, await _stage.AnswersAsync());
        Signals.Continue(ProcessIdentity.Of(zombie.Id)!);
        var said = await Cli.DrainAsync(zombie);

        var wrong = new List<string>(await WrongAsync());
        if (zombie.ExitCode != 1 || !said.Contains("taken over", StringComparison.Ordinal))
        {
            wrong.Add($"the one that was taken over ended with {zombie.ExitCode}: {said}");
        }
        if (_stage.History().Records.Count != written || await _stage.AnswersAsync() != serves)
        {
            wrong.Add("the one that was taken over changed something");
        }
        return wrong;
    }

    public async ValueTask DisposeAsync()
    {
        if (_load is not null)
        {
            await _load.DisposeAsync();
        }
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }
        await _stage.DisposeAsync();
    }

    private async Task<string[]> CommandAsync(Kind kind)
    {
        switch (kind)
        {
            case Kind.Deploy:
                return ["deploy", "--again", "--image", _images[_deployments++ % _images.Length]];
            case Kind.RefusedDeploy:
                return ["deploy", "--again", "--image", _bad];
            case Kind.WarmRollback:
                string? warm = null;
                await Patience.UntilAsync(async () => (warm = await WarmAsync()) is not null, "the other slot is warm");
                return ["rollback", "--to", warm!];
            default:
                var running = (await _stage.StatusAsync()).Slots.Select(slot => slot.Release).ToHashSet();
                return ["rollback", "--to", _stage.History().Committed.First(operation => !running.Contains(operation.To)).To];
        }
    }

    private async Task<string?> WarmAsync()
    {
        var status = await _stage.StatusAsync();
        return status.Slots.FirstOrDefault(slot => slot.Name != status.Active && slot.Condition == SlotCondition.Ready)?.Release;
    }

    /// <summary>
    /// What is wrong now; nothing when one release answers, selector and journal agree on it, nothing is unfinished, and the lock is free.
    /// </summary>
    private async Task<IReadOnlyList<string>> WrongAsync()
    {
        var wrong = new List<string>();
        var (status, serves, history) = (await _stage.StatusAsync(), await _stage.AnswersAsync(), _stage.History());
        if (history.Unfinished is { } left)
        {
            wrong.Add($"{left.Id} is unfinished");
        }
        if (Lease().Child("spec").Text("holderIdentity") is { Length: > 0 } holder)
        {
            wrong.Add($"the lock is held by {holder}");
        }
        var selected = status.Slots.FirstOrDefault(slot => slot.Name == status.Active)?.Release;
        if (selected != serves || serves != history.Committed.First().To)
        {
            wrong.Add($"release {serves} answers, the Service selects {selected}, the journal says {history.Committed.First().To}");
        }
        if (_stage.Cluster.Store.All(ResourceType.Jobs).Count > 0)
        {
            wrong.Add("a Job is left");
        }
        return wrong;
    }

    /// <summary>Sets the Lease back by a minute: the same as waiting until it has expired, without the wait.</summary>
    private void Age() =>
        _stage.Cluster.Store.Amend(
            ResourceType.Leases,
            Lease(),
            live =>
                live.Spec()["renewTime"] = DateTimeOffset
                    .Parse(live.Spec().Text("renewTime")!, CultureInfo.InvariantCulture)
                    .AddMinutes(-1)
                    .ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)
        );

    private System.Text.Json.Nodes.JsonObject Lease() =>
        _stage.Cluster.Store.Find(ResourceType.Leases, _stage.Environment.Namespace, RecordNames.Lock)!;
}
