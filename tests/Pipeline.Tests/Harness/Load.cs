using System.Collections.Concurrent;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>Keep-alive connections that ask without end, and notice everything that is not one version's whole answer.</summary>
internal sealed class Load : IAsyncDisposable
{
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(60);

    /// <summary>Enough to be always under way, not so much that two cores do nothing else.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentDictionary<string, long> _answers = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _workers;
    private readonly TimeSpan _pause;
    private volatile bool _outage;
    private long _stuck;
    private long _unserved;

    public Load(string url, int connections)
        : this(url, connections, Pause) { }

    public Load(string url, int connections, TimeSpan pause)
    {
        _pause = pause;
        _workers = Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => AskAsync(url))));
    }

    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Of the failures, those that had no answer within <see cref="Stuck"/>.</summary>
    public long StuckRequests => Interlocked.Read(ref _stuck);

    /// <summary>Requests that found nobody to connect to during an outage that the test itself has made. Not among the failures.</summary>
    public long Unserved => Interlocked.Read(ref _unserved);

    public long Requests => _answers.Values.Sum() + _failures.Count + Unserved;

    /// <summary>Answers by the release that gave them.</summary>
    public IReadOnlyDictionary<string, long> Answers => _answers;

    /// <summary>From here on a connection that is refused or broken is excused.</summary>
    public void OutageBegins() => _outage = true;

    public void OutageIsOver() => _outage = false;

    /// <summary>Waits until so many more requests have been answered.</summary>
    public Task MoreAsync(int requests)
    {
        var goal = Requests + requests;
        return Patience.UntilAsync(() => Task.FromResult(Requests >= goal), $"{requests} more requests");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _workers;
        _stop.Dispose();
    }

    private async Task AskAsync(string url)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { Timeout = Stuck };
        while (!_stop.IsCancellationRequested)
        {
            var excused = _outage;
            try
            {
                using var response = await http.GetAsync(new Uri(url));
                var body = await response.Content.ReadAsStringAsync();
                var header = response.Headers.TryGetValues("X-Release", out var values) ? string.Join(',', values) : "none";
                if (response.IsSuccessStatusCode && body == header)
                {
                    _answers.AddOrUpdate(body, 1, (_, count) => count + 1);
                }
                else
                {
                    _failures.Enqueue($"{(int)response.StatusCode} from release {header}: {body}");
                }
            }
            catch (HttpRequestException) when (excused || _outage)
            {
                Interlocked.Increment(ref _unserved);
            }
            catch (Exception broken) when (broken is HttpRequestException or TaskCanceledException)
            {
                if (broken is TaskCanceledException)
                {
                    Interlocked.Increment(ref _stuck);
                }
                _failures.Enqueue($"{broken.Message} {broken.GetBaseException().Message}");
            }
            await Task.Delay(_pause);
        }
    }
}
