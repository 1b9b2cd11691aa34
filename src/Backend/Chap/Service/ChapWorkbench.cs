using System.Diagnostics.CodeAnalysis;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Chap.Service;

/// <summary>
/// All that the service remembers: configurations, jobs and artifacts, each within a bound, in memory. CHAP makes a configuration, trains
/// and predicts within minutes and keeps the result itself; what it asks for after a restart, it trains anew.
/// </summary>
internal sealed class ChapWorkbench(PeriodType periods, TimeProvider clock)
{
    private const int MostConfigs = 1000;
    private const int MostJobs = 1000;
    private const int MostArtifacts = 200;

    /// <summary>About 256 MB of samples.</summary>
    private const long MostSamples = 32_000_000;

    public PeriodType Periods { get; } = periods;

    public DateTimeOffset Now => clock.GetUtcNow();

    public Bounded<StoredConfig> Configs { get; } = new(MostConfigs);

    public Bounded<JobRecord> Jobs { get; } = new(MostJobs);

    public Bounded<Artifact> Artifacts { get; } = new(MostArtifacts, MostSamples, artifact => artifact.Samples);

    public string NewId() => Ulid.At(Now);

    /// <summary>Moves a job on.</summary>
    public void Move(string job, Func<JobRecord, JobRecord> onward)
    {
        if (Jobs.TryGet(job, out var now))
        {
            Jobs.Put(job, onward(now));
        }
    }
}

/// <summary>A configuration with the options it stands for.</summary>
internal sealed record StoredConfig(ConfigOut Config, ChapOptions Options);

/// <summary>
/// The newest things by identifier, within a limit on their number and their weight together; the oldest make room, though never for
/// themselves. Thread-safe.
/// </summary>
internal sealed class Bounded<T>(int most, long heaviest = long.MaxValue, Func<T, long>? weigh = null)
    where T : class
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(string Id, T Thing)> _inOrder = new();
    private readonly Dictionary<string, LinkedListNode<(string Id, T Thing)>> _byId = new(StringComparer.OrdinalIgnoreCase);
    private long _weight;

    /// <summary>All of them, oldest first.</summary>
    public IReadOnlyList<T> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _inOrder.Select(entry => entry.Thing)];
            }
        }
    }

    /// <summary>Adds a thing, in place of one with the same identifier.</summary>
    public void Put(string id, T thing)
    {
        lock (_gate)
        {
            Take(id);
            _byId[id] = _inOrder.AddLast((id, thing));
            _weight += Weight(thing);
            while (_inOrder.Count > 1 && (_inOrder.Count > most || _weight > heaviest))
            {
                Take(_inOrder.First!.Value.Id);
            }
        }
    }

    public bool TryGet(string id, [NotNullWhen(true)] out T? thing)
    {
        lock (_gate)
        {
            thing = _byId.TryGetValue(id, out var node) ? node.Value.Thing : null;
            return thing is not null;
        }
    }

    public bool Remove(string id)
    {
        lock (_gate)
        {
            return Take(id);
        }
    }

    private bool Take(string id)
    {
        if (!_byId.Remove(id, out var node))
        {
            return false;
        }

        _weight -= Weight(node.Value.Thing);
        _inOrder.Remove(node);
        return true;
    }

    private long Weight(T thing) => weigh?.Invoke(thing) ?? 0;
}
