using System.Net;
using System.Text;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>One run of a slot's process, with its own port, connections, gate and counters.</summary>
internal sealed class SlotInstance : IDisposable
{
    private readonly CancellationTokenSource _cut = new();
    private readonly SlotRecord _record;
    private volatile Health _health = new(SlotCondition.Starting, "starting");

    /// <param name="record">What is known of a process that has been started.</param>
    public SlotInstance(SlotRecord record)
    {
        _record = record;
        Process = record.Process ?? throw new ArgumentException("The slot has no process.", nameof(record));
        Address = $"http://127.0.0.1:{record.Port}";
        WasReady = record.WasReady;
        Cut = _cut.Token;
    }

    public StartSlot Spec => _record.Spec;

    /// <summary>Of this instance: the slot's, with a number behind it from the second on.</summary>
    public string Name => _record.Name;

    public int Number => _record.Instance;

    /// <summary>It is being taken away: nothing more is sent to it.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Requests may be sent to it: it has been ready, and its process has not ended.</summary>
    public bool IsUp => HasBeenReady && !IsLeaving && _health.Condition is SlotCondition.Ready or SlotCondition.Unready;

    public ProcessIdentity Process { get; }

    public string Address { get; }

    public Gate Gate { get; } = new();

    public TrafficCounter Traffic { get; } = new();

    public HttpMessageInvoker Http { get; } =
        new(
            new SocketsHttpHandler
            {
                UseProxy = false,
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                UseCookies = false,
                // As the router reads them: a name in another script is no reason to refuse a request.
                RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                // Shorter than a server keeps an idle connection, so that it is not closed under a request.
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            }
        );

    /// <summary>This run has been ready.</summary>
    public bool HasBeenReady { get; private set; }

    /// <summary>This run or one before it has been ready: the release is known to work here, so it is started again when it ends.</summary>
    public bool WasReady { get; private set; }

    public int Restarts => _record.Restarts;

    public DateTimeOffset Since => _record.Since;

    public Health Health
    {
        get => _health;
        set
        {
            HasBeenReady |= value.Condition == SlotCondition.Ready;
            WasReady |= HasBeenReady;
            _health = value;
        }
    }

    public bool IsReady => _health.Condition == SlotCondition.Ready;

    /// <summary>Cancelled when requests in flight have had their time.</summary>
    public CancellationToken Cut { get; }

    /// <summary>It ran before this host did, and served then: it is believed to until it is asked.</summary>
    public void Adopt()
    {
        if (!WasReady)
        {
            return;
        }
        HasBeenReady = true;
        _health = new Health(SlotCondition.Unready, "found again, not asked yet");
    }

    public SlotRecord Record() => _record with { WasReady = WasReady };

    public SlotStatus Status(string log) =>
        new(
            Name,
            Spec.Release,
            Spec.Commit,
            Spec.Artifact,
            _health.Condition,
            _health.Reason,
            Process.Pid,
            _record.Port,
            _record.MetricsPort,
            Since,
            Restarts,
            Traffic.Read(Gate.InFlight),
            log,
            Spec.Slot
        );

    /// <summary>Waits for the requests in flight, for a time; then cuts what is left.</summary>
    public async Task DrainAsync(TimeSpan timeout, TimeProvider time)
    {
        try
        {
            await Gate.CloseAsync().WaitAsync(timeout, time);
        }
        catch (TimeoutException)
        {
            await _cut.CancelAsync();
        }
    }

    /// <summary>Breaks off every request it holds.</summary>
    public Task CutAsync() => _cut.CancelAsync();

    public void Dispose()
    {
        Http.Dispose();
        _cut.Dispose();
    }
}

internal sealed record Health(SlotCondition Condition, string Reason);

/// <summary>
/// Counts the requests in flight to one slot and knows when the last has left. Entering and closing are one atomic word, so no
/// request slips in after the gate was found empty. A gate that was closed opens again: a drained slot is kept for a rollback.
/// </summary>
internal sealed class Gate
{
    private const long Closed = 1L << 62;
    private readonly Lock _waiting = new();
    private TaskCompletionSource? _empty;
    private long _word;

    public long InFlight => Interlocked.Read(ref _word) & ~Closed;

    /// <summary>False when the gate is closed; else the caller must <see cref="Leave"/> exactly once.</summary>
    public bool TryEnter()
    {
        if ((Interlocked.Increment(ref _word) & Closed) == 0)
        {
            return true;
        }
        Leave();
        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _word) != Closed)
        {
            return;
        }
        lock (_waiting)
        {
            _empty?.TrySetResult();
        }
    }

    public void Open() => Interlocked.And(ref _word, ~Closed);

    /// <summary>Lets nobody in any more; completes when the last request has left.</summary>
    public Task CloseAsync()
    {
        lock (_waiting)
        {
            if (_empty is null or { Task.IsCompleted: true })
            {
                _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            Interlocked.Or(ref _word, Closed);
            if (Interlocked.Read(ref _word) == Closed)
            {
                _empty.TrySetResult();
            }
            return _empty.Task;
        }
    }
}

/// <summary>What the router counts of an instance: one interlocked addition for each number, no lock, no allocation.</summary>
internal sealed class TrafficCounter
{
    private readonly long[] _latencies = new long[LatencyHistogram.Buckets];
    private long _broken;
    private long _requests;
    private long _serverErrors;

    /// <param name="status">Of the answer.</param>
    /// <param name="took">From the request's arrival to the answer's last byte; a connection that became another protocol's is not
    /// timed.</param>
    public void Answered(int status, TimeSpan took)
    {
        Interlocked.Increment(ref _requests);
        if (status != StatusCodes.Status101SwitchingProtocols)
        {
            Interlocked.Increment(ref _latencies[LatencyHistogram.BucketOf(took)]);
        }
        if (status >= 500)
        {
            Interlocked.Increment(ref _serverErrors);
        }
    }

    public void Broke()
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Increment(ref _broken);
    }

    public SlotTraffic Read(long inFlight) =>
        new(Interlocked.Read(ref _requests), inFlight, Interlocked.Read(ref _serverErrors), Interlocked.Read(ref _broken), Latencies());

    private LatencyHistogram Latencies()
    {
        var used = Array.FindLastIndex(_latencies, count => count != 0) + 1;
        return new LatencyHistogram(_latencies[..used]);
    }
}
