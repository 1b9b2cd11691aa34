using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>A deployer on a thread of its own that moves only when told, from one lasting effect to the next.</summary>
internal sealed class Actor(int pid, Func<Actor, Task> operate) : IDisposable
{
    private readonly SemaphoreSlim _go = new(0);
    private readonly SemaphoreSlim _stands = new(0);
    private readonly List<int> _dead = [];
    private volatile bool _dies;
    private volatile Thread? _thread;

    /// <summary>Of the process it is now: after a death it is another.</summary>
    public int Pid { get; private set; } = pid;

    /// <summary>The processes it was.</summary>
    public IReadOnlyList<int> Dead => _dead;

    public bool Dies => _dies;

    /// <summary>What a deployer must never end by.</summary>
    public Exception? Defect { get; private set; }

    public void Run(int points)
    {
        if (_thread is null)
        {
            Begin();
        }
        for (; points > 0 && _thread is not null; points--)
        {
            Step();
        }
    }

    public void End()
    {
        while (_thread is not null)
        {
            Step();
        }
    }

    /// <summary>Nothing of it runs any more, as after SIGKILL.</summary>
    public void Die()
    {
        _dead.Add(Pid);
        _dies = true;
        End();
        _dies = false;
        Pid += 100;
    }

    public void Pass(string point)
    {
        _stands.Release();
        _go.Wait();
        if (_dies)
        {
            throw new OperationCanceledException("killed");
        }
    }

    public void Dispose()
    {
        Die();
        _go.Dispose();
        _stands.Dispose();
    }

    private void Begin()
    {
        _thread = new Thread(() =>
        {
            try
            {
                operate(this).GetAwaiter().GetResult();
            }
            catch (Exception end) when (end is UserFacingException or OperationCanceledException)
            {
                // Refused, taken over, without a host, or killed: what a deployer may end by.
            }
            catch (Exception defect)
            {
                Defect = defect;
            }
            _thread = null;
            _stands.Release();
        });
        _thread.Start();
        _stands.Wait();
    }

    private void Step()
    {
        _go.Release();
        _stands.Wait();
    }
}
