using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tests.Routing;

namespace MalariaPredictor.Pipeline.Tests.Service;

/// <summary>Nobody outside can have a release refused, whatever they send.</summary>
[Collection(nameof(Alone))]
public sealed class HostileClientsTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const int Seed = 20260102;

    private readonly Harness.Service _service = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact(Explicit = true)]
    public async Task Ten_thousand_malformed_requests_during_releases_are_charged_to_nobody()
    {
        const int Count = 10_000;
        await _service.FirstAsync(_service.Artifact("a1"));
        var requests = new MalformedRequests(Seed);
        await using var load = new Load(_service.Url + "/work", connections: 3);
        var next = -1;
        var sent = Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(SendAsync)));
        var releases = 0;
        do
        {
            (await _service.DeployAsync(_service.Artifact($"b{releases++}"))).ShouldSucceed();
        } while (!sent.IsCompleted);
        var statuses = (await sent).SelectMany(one => one).GroupBy(status => status).OrderBy(status => status.Key);

        output.WriteLine(
            $"{Count} malformed requests in {releases} releases: "
                + string.Join(", ", statuses.Select(status => $"{status.Count()} × {status.Key}"))
                + $"; {load.Requests} well-formed beside them"
        );
        load.Failures.ShouldBeEmpty();
        using var host = new HostClient(new StateDirectory(_service.State));
        foreach (var slot in (await host.StatusAsync(Cancel))!.Slots)
        {
            (slot.Traffic.ServerErrors, slot.Traffic.Broken, slot.Restarts).ShouldBe((0, 0, 0));
        }

        async Task<List<int>> SendAsync()
        {
            var answers = new List<int>();
            while (Interlocked.Increment(ref next) is var number && number < Count)
            {
                answers.Add(await AskAsync(requests[number]));
            }
            return answers;
        }
    }

    /// <summary>Eight clients send, without a pause, what used to be counted as errors of the release, and much else.</summary>
    [Fact(Explicit = true)]
    public async Task Thirty_releases_pass_while_hostile_clients_misbehave()
    {
        const int Releases = 30;
        await _service.FirstAsync(_service.Artifact("a0"));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var (requests, next) = (new MalformedRequests(Seed), -1);
        var attack = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(AttackAsync)));
        await using var load = new Load(_service.Url + "/work", connections: 3);
        var failed = new List<string>();
        for (var number = 1; number <= Releases; number++)
        {
            var deployed = await _service.DeployAsync(_service.Artifact($"c{number}"));
            if (deployed.ExitCode != 0)
            {
                failed.Add(deployed.All);
            }
        }
        await over.CancelAsync();
        await attack;

        output.WriteLine(
            $"{Releases - failed.Count} of {Releases} releases passed under {next} malformed requests, {load.Requests} well-formed"
        );
        failed.ShouldBeEmpty();
        load.Failures.ShouldBeEmpty();

        async Task AttackAsync()
        {
            while (!over.IsCancellationRequested)
            {
                await AskAsync(requests[Interlocked.Increment(ref next)]);
            }
        }
    }

    private Task<int> AskAsync(Malformed request) =>
        RawClient.AskAsync(_service.Port, request.Bytes, request.CutOff, TimeSpan.FromMilliseconds(300), request.Pieces);
}
