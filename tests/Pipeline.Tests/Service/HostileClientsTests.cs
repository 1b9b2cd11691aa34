using System.Text;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Service;

/// <summary>Nobody outside can have a release refused, whatever they send.</summary>
[Collection(nameof(Alone))]
public sealed class HostileClientsTests : IAsyncDisposable
{
    private static readonly string[] Requests =
    [
        "GET /work HTTP/1.1\r\nHost: xn--\r\n\r\n",
        "GET /work HTTP/1.1\r\nHost: " + new string('a', 300) + "\r\n\r\n",
        "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n",
        "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nabc\r\n",
        "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc",
        "POST /limited HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\n",
        "GET /headers?a=%00%zz HTTP/1.1\r\nHost: [::1]:80\r\nX-Name: \u00e9\u0001\r\n\r\n",
        "GET http://elsewhere/work HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n",
    ];

    private readonly Harness.Service _service = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public Task Malformed_requests_during_a_release_are_charged_to_nobody() => FuzzAsync(400);

    [Fact(Explicit = true)]
    public Task Ten_thousand_malformed_requests_during_releases_are_charged_to_nobody() => FuzzAsync(10_000);

    [Fact]
    public Task Three_releases_pass_while_hostile_clients_misbehave() => ReleaseUnderAttackAsync(3);

    [Fact(Explicit = true)]
    public Task Thirty_releases_pass_while_hostile_clients_misbehave() => ReleaseUnderAttackAsync(30);

    private async Task FuzzAsync(int count)
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var sent = Task.WhenAll(Enumerable.Range(0, 4).Select(client => SendAsync(new Random(client), count / 4)));
        var releases = 0;
        do
        {
            (await _service.DeployAsync(_service.Artifact($"b{releases++}"))).ShouldSucceed();
        } while (!sent.IsCompleted);
        await sent;

        using var host = new HostClient(new StateDirectory(_service.State));
        foreach (var slot in (await host.StatusAsync(Cancel))!.Slots)
        {
            (slot.Traffic.ServerErrors, slot.Traffic.Broken, slot.Restarts).ShouldBe((0, 0, 0));
        }
        (await _service.AnswersAsync()).ShouldNotBeEmpty();
    }

    /// <summary>Five clients send, without a pause, what used to be counted as errors of the release.</summary>
    private async Task ReleaseUnderAttackAsync(int releases)
    {
        await _service.FirstAsync(_service.Artifact("a0"));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var attack = Task.WhenAll(Enumerable.Range(0, 5).Select(client => AttackAsync(client, over.Token)));
        var failed = new List<string>();
        for (var number = 1; number <= releases; number++)
        {
            var deployed = await _service.DeployAsync(_service.Artifact($"c{number}"));
            if (deployed.ExitCode != 0)
            {
                failed.Add(deployed.All);
            }
        }
        await over.CancelAsync();
        await attack;

        failed.ShouldBeEmpty();
    }

    private async Task AttackAsync(int client, CancellationToken over)
    {
        for (var number = client; !over.IsCancellationRequested; number++)
        {
            await RawClient.AskAsync(
                _service.Port,
                Encoding.Latin1.GetBytes(Requests[number % Requests.Length]),
                cutOff: number % 3 == 0,
                TimeSpan.FromSeconds(1)
            );
            await Task.Delay(10, Cancel);
        }
    }

    /// <summary>Each a known request in which a few bytes are changed, left out, doubled or put in.</summary>
    private async Task SendAsync(Random random, int count)
    {
        for (var number = 0; number < count; number++)
        {
            var bytes = Encoding.Latin1.GetBytes(Requests[random.Next(Requests.Length)]).ToList();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        bytes.RemoveAt(at);
                        break;
                    case 2:
                        bytes.Insert(at, bytes[at]);
                        break;
                    default:
                        bytes.Insert(at, (byte)"\r\n :%\0"[random.Next(6)]);
                        break;
                }
            }
            await RawClient.AskAsync(_service.Port, [.. bytes], cutOff: random.Next(2) == 0, TimeSpan.FromMilliseconds(300));
        }
    }
}
