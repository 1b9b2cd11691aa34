using System.Collections.Concurrent;
using System.Text;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Routing;

/// <summary>Whatever clients send while releases follow each other: it harms no other client, and no release is charged with it.</summary>
public sealed class MalformedRequestTests(ITestOutputHelper output)
{
    private const int Clients = 24;
    private const int Seed = 20260101;
    private static readonly TimeSpan Within = TimeSpan.FromMilliseconds(300);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Malformed_requests_during_releases_harm_no_client_and_are_charged_to_no_release()
    {
        var rounds = Proof.Rounds(340, 10_000);
        var requests = new MalformedRequests(Seed);
        await using var service = await RoutedReleases.StartAsync();
        await using var load = new Load(service.Url + "/work", connections: 3);
        var (next, sent) = (-1, new ConcurrentDictionary<int, int>());
        var wrong = new ConcurrentQueue<string>();

        var hostile = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(SendAsync)));
        var upright = Task.Run(EchoAsync);
        var releases = 1;
        while (!hostile.IsCompleted)
        {
            await service.ReleaseAsync();
            releases++;
            await Task.WhenAny(hostile, Task.Delay(100, Cancel));
        }
        await hostile;
        await load.MoreAsync(20);
        var echoed = await upright;

        var statuses = string.Join(", ", sent.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} × {pair.Key}"));
        output.WriteLine(
            $"{rounds} malformed requests in {releases} releases: {statuses}; {load.Requests + echoed} well-formed beside them"
        );
        wrong.ShouldBeEmpty();
        load.Failures.ShouldBeEmpty();
        foreach (var (release, traffic) in service.Traffic)
        {
            (release, traffic.ServerErrors, traffic.Broken).ShouldBe((release, 0, 0));
        }

        async Task SendAsync()
        {
            while (Interlocked.Increment(ref next) is var number && number < rounds)
            {
                var request = requests[number];
                var status = await RawClient.AskAsync(service.Port, request.Bytes, request.CutOff, Within, request.Pieces);
                sent.AddOrUpdate(status, 1, (_, count) => count + 1);
                if (status is 500 or > 501 and < 505)
                {
                    wrong.Enqueue($"{status} for request {number} ({request.Kind}) of seed {Seed}: {Shown(request.Bytes)}");
                }
            }
        }

        async Task<int> EchoAsync()
        {
            using var http = new HttpClient();
            for (var count = 0; ; count++)
            {
                if (hostile.IsCompleted)
                {
                    return count;
                }
                var body = new string((char)('a' + (count % 26)), 1_000);
                using var answer = await http.PostAsync(new Uri(service.Url + "/echo"), new StringContent(body), Cancel);
                if (await answer.Content.ReadAsStringAsync(Cancel) is var echo && echo != body)
                {
                    wrong.Enqueue($"{(int)answer.StatusCode} instead of its own {body[..3]}… to a client that did nothing wrong: {echo}");
                }
            }
        }
    }

    private static string Shown(byte[] bytes) => Uri.EscapeDataString(Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 300)]));
}
