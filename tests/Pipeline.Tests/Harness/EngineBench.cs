using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Hooks;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Releases.Engine;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>The real engine, plan, steps, journal and release store, against a world in memory.</summary>
internal sealed class EngineBench : IDisposable
{
    public static readonly ReleasePolicy Standard = new()
    {
        Timings = new ReleaseTimings
        {
            Ready = TimeSpan.Zero,
            Verify = TimeSpan.Zero,
            Watch = TimeSpan.Zero,
            Retire = TimeSpan.Zero,
            LookEvery = TimeSpan.FromMilliseconds(1),
        },
        Before = [new VersionSpec(), new ForecastSpec(), new ReplaySpec(), new LatencySpec(Requests: 5)],
        After = [new VersionSpec()], // Nobody counts requests in this world.
    };

    private readonly TemporaryFolder _folder = TemporaryFolder.InMemory();
    private readonly ReleaseStore _releases;
    private long _token;
    private long _deployed;

    public EngineBench() => _releases = new ReleaseStore(Directory.CreateDirectory(_folder.File("releases")).FullName);

    public MemoryWorld World { get; } = new();

    public ReleasePolicy Policy { get; set; } = Standard;

    public IReleaseReport Report { get; init; } = new SilentReport();

    private HookRunner Hooks => new(_folder.File("hooks.log"), new Dictionary<string, string>(), _ => null);

    public string JournalPath => _folder.File("journal.log");

    public string LockPath => _folder.File("lock");

    public JournalHistory History => Journal.Read(JournalPath);

    /// <summary>
    /// Called around each record and each change of the world: "before record", "within record", "after record", "before start" …
    /// </summary>
    public Action<string> Around { get; set; } = _ => { };

    public Task<string> DeployAsync(string commit) => DeployAsync(commit, ++_token, Around);

    public Task RollBackAsync() => RollBackAsync(++_token, Around);

    /// <summary>What every command does first.</summary>
    public Task RecoverAsync() => OpenAsync(++_token, Around);

    /// <summary>Deploys a release of a commit under a token and returns its id.</summary>
    public async Task<string> DeployAsync(string commit, long token, Action<string> around)
    {
        var (engine, target) = await OpenAsync(token, around);
        var release = await AddAsync(commit);
        var operation = DeployPlan.Of(await target.ObserveAsync(default), release, token, Policy, withData: false);
        await engine.RunAsync(operation, Steps(operation, target), TestContext.Current.CancellationToken);
        return release;
    }

    /// <summary>Goes back to the release before, if there is one.</summary>
    public async Task RollBackAsync(long token, Action<string> around)
    {
        var (engine, target) = await OpenAsync(token, around);
        var state = await target.ObserveAsync(default);
        if (History.Before(World.Serving!) is not { } to)
        {
            return;
        }
        var warm = state.Running(to);
        var operation = new Operation(
            $"{token}-{to}",
            OperationKind.Rollback,
            World.Serving,
            state.Active,
            to,
            warm?.Name ?? state.IdleSlot,
            null,
            Plan.Rollback(Policy, warm is not null),
            "test",
            Strategy: warm is null ? Policy.Strategy : Strategy.BlueGreen,
            Instances: Policy.Instances,
            FromInstances: state.ActiveSlot!.Instances
        );
        await engine.RunAsync(operation, Steps(operation, target), TestContext.Current.CancellationToken);
    }

    public async Task<(ReleaseEngine Engine, MemoryTarget Target)> OpenAsync(long token, Action<string> around)
    {
        _token = Math.Max(_token, token);
        var target = new MemoryTarget(World, token, around);
        var crash = new CrashPoint((_, side) => around($"{side} record"));
        var journal = new Journal(new JournalFile(JournalPath), token, TimeProvider.System, crash);
        var engine = new ReleaseEngine(journal, target, Report);
        await engine.TakeOverAsync("test", left => Steps(left, target), TestContext.Current.CancellationToken);
        return (engine, target);
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<IReleaseStep> Steps(Operation operation, MemoryTarget target) =>
        Plan.Steps(StepContext.Of(operation, _releases, target, Policy, Hooks, TimeProvider.System));

    /// <summary>Every second release brings the database to a newer schema.</summary>
    private async Task<string> AddAsync(string commit)
    {
        var candidate = new Candidate(
            new string('a', 64),
            commit,
            new SchemaRange(1, World.Schema + (_deployed++ % 2)),
            new Dictionary<string, string> { ["DATABASE_URL"] = "sqlite:////x.db" }
        );
        return (await _releases.AddAsync(id => candidate.As(id, DateTimeOffset.UnixEpoch), commit, default)).Id;
    }
}
