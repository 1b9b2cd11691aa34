using MalariaPredictor.Pipeline.Releases;
using Microsoft.Extensions.Time.Testing;

namespace MalariaPredictor.Pipeline.Tests.Harness;

internal enum Deed
{
    /// <summary>A deployer goes on for some lasting effects; one that has ended begins its next operation.</summary>
    Run,

    /// <summary>A deployer's process is killed where it stands.</summary>
    Die,

    /// <summary>Time goes by in which no deployer shows life: whoever wants the lock now may take it over.</summary>
    Expire,

    RestartHost,
}

internal sealed record Act(Deed Deed, int Who, int Points);

/// <summary>A world with deployers that act one at a time, as told.</summary>
internal sealed class Stage : IDisposable
{
    private readonly EngineBench _bench = new();
    private readonly Actor[] _actors;
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch.AddYears(50);

    public Stage(int deployers, int[] kinds)
    {
        _bench.DeployAsync("zero").GetAwaiter().GetResult();
        _bench.DeployAsync("one").GetAwaiter().GetResult();
        var next = 0;
        _actors = [.. Enumerable.Range(1, deployers).Select(pid => new Actor(pid, actor => Operate(actor, kinds[next++ % kinds.Length])))];
    }

    public void Play(Act act)
    {
        switch (act.Deed)
        {
            case Deed.Run:
                _bench.World.IsUp = true; // Every command starts a host that is dead.
                _actors[act.Who].Run(act.Points);
                break;
            case Deed.Die:
                _actors[act.Who].Die();
                break;
            case Deed.Expire:
                _now += ReleaseLock.Expiry + TimeSpan.FromSeconds(1);
                break;
            default:
                _bench.World.IsUp = !_bench.World.IsUp;
                break;
        }
    }

    /// <summary>Those under way go on to their end; each takes up nothing new.</summary>
    public void LetAllEnd()
    {
        foreach (var actor in _actors)
        {
            actor.End();
        }
    }

    /// <summary>What a person does when something looks wrong.</summary>
    public void Resume()
    {
        _bench.World.IsUp = true;
        _now += ReleaseLock.Expiry + TimeSpan.FromSeconds(1);
        using var held = Take(new Actor(99, _ => Task.CompletedTask));
        _bench.OpenAsync(held.Token, _ => { }).GetAwaiter().GetResult();
    }

    /// <summary>Everything that lasts.</summary>
    public string Picture() =>
        string.Join(
            '\n',
            [
                _bench.World.Serving!,
                .. _bench.World.Running.Order(),
                .. _bench.History.Records.Select(record => record.ToString()),
                ReleaseLock.Read(_bench.LockPath) + "",
            ]
        );

    public IEnumerable<string> Wrong()
    {
        var history = _bench.History;
        if (history.Unfinished is { } left)
        {
            yield return $"{left.Id} is unfinished";
        }
        if (history.Committed.First().To != _bench.World.Serving)
        {
            yield return $"{_bench.World.Serving} serves, the journal says {history.Committed.First().To}";
        }
        if (_bench.World.Served.Any(release => release.EndsWith(MemoryWorld.Bad, StringComparison.Ordinal)))
        {
            yield return "a bad release has served";
        }
        if (ReleaseLock.Read(_bench.LockPath).Held)
        {
            yield return "the lock is held";
        }
        if (history.Records.Zip(history.Records.Skip(1)).Any(pair => pair.First.Token > pair.Second.Token))
        {
            yield return "records of two deployers are mixed";
        }
        var database = _bench.World.Database;
        if (database.Where(act => act.What == "migration").Any(act => database.Count(other => other == act with { What = "backup" }) != 1))
        {
            yield return "a migration has not exactly one backup of its operation before it";
        }
        foreach (var actor in _actors)
        {
            if (actor.Defect is { } defect)
            {
                yield return defect.ToString();
            }
        }
    }

    public void Dispose()
    {
        foreach (var actor in _actors)
        {
            actor.Dispose();
        }
        _bench.Dispose();
    }

    private async Task Operate(Actor actor, int kind)
    {
        var held = Take(actor);
        try
        {
            actor.Pass("after lock");
            if (kind == 2)
            {
                await _bench.RollBackAsync(held.Token, actor.Pass);
            }
            else
            {
                await _bench.DeployAsync(kind == 1 ? MemoryWorld.Bad : "two", held.Token, actor.Pass);
            }
        }
        finally
        {
            if (!actor.Dies)
            {
                held.Dispose(); // A process that was killed releases nothing.
            }
        }
    }

    // A clock of its own: one that is suspended shows no signs of life.
    private ReleaseLock Take(Actor actor) =>
        ReleaseLock.Take(
            _bench.LockPath,
            $"deployer {actor.Pid}",
            "test",
            new Life(actor.Pid, _actors),
            new FakeTimeProvider(_now),
            seen: 2
        );

    private sealed class Life(int pid, IEnumerable<Actor> actors) : IProcessLife
    {
        public int Pid => pid;

        public string Began => "then";

        public bool IsAlive(int other, string began) => !actors.Any(actor => actor.Dead.Contains(other));
    }
}
