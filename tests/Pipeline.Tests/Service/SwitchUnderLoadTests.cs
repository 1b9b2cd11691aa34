using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Service;

[Collection(nameof(Alone))]
public sealed class SwitchUnderLoadTests(ITestOutputHelper output) : IAsyncDisposable
{
    private readonly Harness.Service _service = new();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Fifty_connections_notice_neither_a_deployment_nor_a_rollback()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var one = await _service.AnswersAsync();
        var load = new Load(_service.Url + "/work", connections: 50);
        await using (load)
        {
            await load.MoreAsync(500);
            (await _service.DeployAsync(_service.Artifact("b2"))).ShouldSucceed();
            await load.MoreAsync(500);
            var two = await _service.AnswersAsync();
            two.ShouldNotBe(one);

            (await _service.RunAsync("rollback")).ShouldSucceed();
            (await _service.AnswersAsync()).ShouldBe(one);
            await load.MoreAsync(500);
        }

        load.Failures.ShouldBeEmpty();
        load.Answers.Keys.Count().ShouldBe(2);
        output.WriteLine($"{load.Requests} requests over 50 keep-alive connections, {load.Failures.Count} failed");
    }

    [Fact]
    public async Task A_rollback_goes_to_the_warm_release_however_often()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var one = await _service.AnswersAsync();
        (await _service.DeployAsync(_service.Artifact("b2"))).ShouldSucceed();
        var two = await _service.AnswersAsync();

        var times = new List<TimeSpan>();
        for (var i = 0; i < 3; i++)
        {
            times.Add((await _service.RunAsync("rollback")).ShouldSucceed().Took);
            (await _service.AnswersAsync()).ShouldBe(one);
            (await _service.RunAsync("rollback", "--to", two)).ShouldSucceed();
            (await _service.AnswersAsync()).ShouldBe(two);
        }

        // How long they take is for a quiet machine to say: see bench/README.md.
        output.WriteLine(string.Join(", ", times.Select(time => $"{time.TotalMilliseconds:0} ms")));
    }

    [Fact]
    public async Task A_request_in_flight_at_the_switch_finishes_where_it_began()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var one = await _service.AnswersAsync();
        var slow = _service.Http.GetStringAsync(new Uri(_service.Url + "/slow/6000"), TestContext.Current.CancellationToken);
        await Patience.UntilAsync(
            async () => (await _service.HostAsync()).ActiveSlot!.Traffic.InFlight > 0,
            "the slow request is in flight"
        );

        var deployed = await _service.DeployAsync(_service.Artifact("b2"));

        deployed.ShouldSucceed();
        (await slow).ShouldBe(one);
        (await _service.AnswersAsync()).ShouldNotBe(one);
    }
}
