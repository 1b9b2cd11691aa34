using System.Collections.Concurrent;

namespace MalariaPredictor.Journey.Tests;

/// <summary>Connections that ask for the overview of all forecasts, over and over, until they are told to stop.</summary>
internal sealed class Load(Uri url)
{
    private const int Connections = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, int> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _failures = new();

    /// <summary>How many answers each release gave.</summary>
    public IReadOnlyDictionary<string, int> Answers => _answers;

    /// <summary>Every request that had no answer with status 200 from exactly one release.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = url };
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => ConnectionAsync(client, cancellationToken)));
    }

    private async Task ConnectionAsync(HttpClient client, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                // The request itself is never cancelled: one that was sent must be answered.
                using var answer = await client.GetAsync(new Uri("/api/v1/forecasts", UriKind.Relative), CancellationToken.None);
                await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
                var releases = answer.Headers.TryGetValues("X-Release", out var values) ? values.ToList() : [];
                if (answer.IsSuccessStatusCode && releases is [var release])
                {
                    _answers.AddOrUpdate(release, 1, (_, count) => count + 1);
                }
                else
                {
                    _failures.Enqueue($"{(int)answer.StatusCode} from '{string.Join(", ", releases)}'");
                }
            }
            catch (HttpRequestException failure)
            {
                _failures.Enqueue(failure.Message);
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}
