using System.Collections.Concurrent;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>Keep-alive connections that ask without end, and notice everything that is not one version's whole answer.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentDictionary<string, long> _answers = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _workers;

    public Load(string url, int connections) =>
        _workers = Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => AskAsync(url))));

    public IReadOnlyCollection<string> Failures => _failures;

    public long Requests => _answers.Values.Sum() + _failures.Count;

    /// <summary>Answers by the release that gave them.</summary>
    public IReadOnlyDictionary<string, long> Answers => _answers;

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
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { Timeout = TimeSpan.FromSeconds(60) };
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var response = await http.GetAsync(new Uri(url));
                var body = await response.Content.ReadAsStringAsync();
                var header = response.Headers.TryGetValues("X-Release", out var values) ? string.Join(',', values) : "none";
                if (response.IsSuccessStatusCode && body == header)
                    _answers.AddOrUpdate(body, 1, (_, count) => count + 1);
                else
                    _failures.Enqueue($"{(int)response.StatusCode} from release {header}: {body}");
            }
            catch (Exception broken) when (broken is HttpRequestException or TaskCanceledException)
            {
                _failures.Enqueue(broken.Message);
            }
            // Enough to be always under way, not so much that two cores do nothing else.
            await Task.Delay(5);
        }
    }
}
