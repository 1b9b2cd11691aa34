using System.Collections.Concurrent;
using System.Diagnostics;

namespace MalariaPredictor.Releases;

/// <summary>
/// Requests at a constant rate, whether or not those before have been answered. Each is timed from the moment it was due, so a pause of the
/// server counts for every request that fell into it and not for one (no coordinated omission).
/// </summary>
internal sealed class OpenLoop : IAsyncDisposable
{
    public const int PerSecond = 1000;
    private readonly ConcurrentQueue<Answer> _answers = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 512 })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _url;
    private readonly Task _running;
    private int _inFlight;

    public OpenLoop(int port, string path)
    {
        _url = new Uri($"http://127.0.0.1:{port}{path}");
        _running = Task.Run(SendAsync);
    }

    /// <param name="Due">When it was to be sent (Stopwatch ticks).</param>
    /// <param name="Done">When its answer was whole.</param>
    /// <param name="Release">Which release answered; null for none, or not well.</param>
    internal readonly record struct Answer(long Due, long Done, string? Release)
    {
        public double Milliseconds => Stopwatch.GetElapsedTime(Due, Done).TotalMilliseconds;
    }

    public int Requests => _answers.Count;

    public int Failed => _answers.Count(answer => answer.Release is null);

    /// <summary>Those that were due between two moments.</summary>
    public IReadOnlyList<Answer> Between(long from, long to) => [.. _answers.Where(answer => answer.Due >= from && answer.Due < to)];

    /// <summary>The least number of milliseconds that a share of the answers did not take longer than.</summary>
    public static double Quantile(IReadOnlyList<Answer> answers, double share)
    {
        var sorted = answers.Select(answer => answer.Milliseconds).Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        while (Volatile.Read(ref _inFlight) > 0)
        {
            await Task.Delay(10);
        }

        _http.Dispose();
        _stop.Dispose();
    }

    private async Task SendAsync()
    {
        var began = Stopwatch.GetTimestamp();
        for (var sent = 0L; !_stop.IsCancellationRequested; await Task.Delay(1))
        {
            for (var due = Stopwatch.GetElapsedTime(began).TotalSeconds * PerSecond; sent < due; sent++)
            {
                Interlocked.Increment(ref _inFlight);
                _ = AskAsync(began + (sent * Stopwatch.Frequency / PerSecond));
            }
        }
    }

    private async Task AskAsync(long due)
    {
        string? release = null;
        try
        {
            using var response = await _http.GetAsync(_url);
            release = response.IsSuccessStatusCode && response.Headers.TryGetValues("X-Release", out var values) ? values.First() : null;
        }
        catch (Exception broken) when (broken is HttpRequestException or TaskCanceledException)
        {
            // Counted: an answer of no release.
        }

        _answers.Enqueue(new Answer(due, Stopwatch.GetTimestamp(), release));
        Interlocked.Decrement(ref _inFlight);
    }
}
