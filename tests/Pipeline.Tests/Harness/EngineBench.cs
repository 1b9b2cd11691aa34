using MalariaPredictor.Pipeline.Operations;
using MalariaPredictor.Pipeline.Releases;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>The real engine, plan, steps, journal and release store, against a target in memory.</summary>
internal sealed class EngineBench : IDisposable
{
    private static readonly ReleaseTimings Timings = new()
    {
        Ready = TimeSpan.Zero, Verify = TimeSpan.Zero, Watch = TimeSpan.Zero, Retire = TimeSpan.Zero, LookEvery = TimeSpan.FromMilliseconds(1),
    };

    private readonly TemporaryFolder _folder = new();
    private readonly ReleaseStore _releases;
    private long _operations;

    public EngineBench()
    {
        _releases = new ReleaseStore(Directory.CreateDirectory(_folder.File("releases")).FullName);
        Fence = write => write();
    }

    public MemoryTarget Target { get; } = new();

    public string JournalPath => _folder.File("journal.log");

    public JournalHistory History => Journal.Read(JournalPath);

    /// <summary>Stands between the engine and each journal write.</summary>
    public Action<Action> Fence { get; set; }

    /// <summary>Deploys a release of a commit and returns its id.</summary>
    public async Task<string> DeployAsync(string commit)
    {
        var release = Add(commit);
        var operation = DeployPlan.Of(await Target.ObserveAsync(default), release, ++_operations, withData: false);
        await Engine().RunAsync(operation, Steps(operation), TestContext.Current.CancellationToken);
        return release;
    }

    public async Task RollBackAsync()
    {
        var state = await Target.ObserveAsync(default);
        var to = History.Before(Target.Serving!)!;
        var warm = state.Running(to);
        var operation = new Operation($"{++_operations}-{to}", OperationKind.Rollback, Target.Serving, state.Active, to, warm?.Name ?? state.IdleSlot, null, Plan.Rollback(warm is not null), "test");
        await Engine().RunAsync(operation, Steps(operation), TestContext.Current.CancellationToken);
    }

    /// <summary>What every command does first.</summary>
    public async Task RecoverAsync()
    {
        if (History.Unfinished is { } unfinished)
            await Engine().RecoverAsync(unfinished, Steps(unfinished), TestContext.Current.CancellationToken);
    }

    public void Dispose() => _folder.Dispose();

    private ReleaseEngine Engine() => new(new Journal(JournalPath, write => Fence(write), token: 1, TimeProvider.System), new SilentReport());

    private IReadOnlyList<IReleaseStep> Steps(Operation operation) => Plan.Steps(StepContext.Of(operation, _releases, Target, Timings, TimeProvider.System));

    private string Add(string commit)
    {
        var candidate = new Candidate(new string('a', 64), commit, new SchemaRange(1, 1), new Dictionary<string, string> { ["DATABASE_URL"] = "sqlite:////x.db" });
        return _releases.Add(id => candidate.As(id, DateTimeOffset.UnixEpoch), commit).Id;
    }
}
