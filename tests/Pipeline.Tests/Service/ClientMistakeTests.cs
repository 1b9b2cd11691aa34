using System.Net.Sockets;
using System.Text;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Service;

/// <summary>What clients do wrong is answered by the router and is no release's fault.</summary>
public sealed class ClientMistakeTests(ClientMistakeTests.Running running) : IClassFixture<ClientMistakeTests.Running>
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);

    public sealed class Running : IAsyncLifetime
    {
        public Harness.Service Service { get; } = new();

        public async ValueTask InitializeAsync() => await Service.FirstAsync(Service.Artifact("a1"));

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Harness.Service Service => running.Service;

    [Theory]
    [InlineData("GET /work HTTP/1.1\r\nHost: xn--\r\n\r\n", 400)]
    [InlineData("GET /work HTTP/1.1\r\nHost: a..b\r\n\r\n", 400)]
    [InlineData("GET /work HTTP/1.1\r\nHost: {300}\r\n\r\n", 400)]
    [InlineData("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 501)]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 501)]
    [InlineData("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n", 400)]
    [InlineData("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nabc\r\n", 400)]
    [InlineData("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n", 400)]
    [InlineData("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc", 408)]
    [InlineData("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", 408)]
    [InlineData("GET /{10000} HTTP/1.1\r\nHost: a\r\n\r\n", 414)]
    [InlineData("GET /work HTTP/1.1\r\nHost: a\r\nX-Long: {40000}\r\n\r\n", 431)]
    [InlineData("GET /work HTTP/1.1\r\nHost: a\r\n{200 headers}\r\n", 431)]
    [InlineData("GET\r\n\r\n", 400)]
    [InlineData("GET /work HTTP/9.9\r\n\r\n", 505)]
    [InlineData("\0\0\0\0\r\n\r\n", 400)]
    public async Task A_mistake_gets_its_own_status_and_counts_against_no_release(string request, int status)
    {
        var before = await TrafficAsync();

        (await RawClient.AskAsync(Service.Port, Bytes(request), cutOff: false, Within)).ShouldBe(status);

        await NothingIsChargedAsync(before);
    }

    [Theory]
    [InlineData("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc")]
    [InlineData("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nabc")]
    public async Task A_body_that_is_cut_off_counts_against_no_release(string request)
    {
        var before = await TrafficAsync();

        (await RawClient.AskAsync(Service.Port, Bytes(request), cutOff: true, Within)).ShouldBeOneOf(0, 400);

        await NothingIsChargedAsync(before);
    }

    [Fact]
    public async Task A_body_that_the_release_refuses_by_its_length_gets_the_releases_own_answer()
    {
        var before = await TrafficAsync();
        byte[] request = [.. Bytes("POST /limited HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\n"), .. new byte[50_000_000]];

        (await RawClient.AskAsync(Service.Port, request, cutOff: false, Within)).ShouldBe(413);

        await NothingIsChargedAsync(before);
    }

    [Fact]
    public async Task A_name_in_another_script_in_a_header_is_passed_on()
    {
        var request = Encoding.UTF8.GetBytes("GET /headers HTTP/1.1\r\nHost: a\r\nX-Name: Kédougou ኢትዮጵያ\r\n\r\n");

        (await RawClient.AskAsync(Service.Port, request, cutOff: false, Within)).ShouldBe(200);
    }

    [Fact]
    public async Task A_client_that_sends_slowly_makes_no_release_slow()
    {
        var before = await TrafficAsync();
        using var client = new TcpClient();
        await client.ConnectAsync("localhost", Service.Port, Cancel);
        var stream = client.GetStream();
        await stream.WriteAsync(Bytes("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n{10000}"), Cancel);
        await Task.Delay(TimeSpan.FromSeconds(4), Cancel);
        await stream.WriteAsync(Bytes("{10000}"), Cancel);
        (await stream.ReadAsync(new byte[100], Cancel)).ShouldBeGreaterThan(0);

        await Patience.UntilAsync(async () => (await TrafficAsync()).Since(before).Requests == 1, "it is counted");

        (await TrafficAsync()).Since(before).Latency.Quantile(1)!.Value.ShouldBeLessThan(TimeSpan.FromSeconds(3));
    }

    private async Task NothingIsChargedAsync(SlotTraffic before)
    {
        await Patience.UntilAsync(async () => (await TrafficAsync()).InFlight == 0, "the slot is rid of it");
        var since = (await TrafficAsync()).Since(before);
        (since.ServerErrors, since.Broken).ShouldBe((0, 0));
        (await Service.AnswersAsync()).ShouldNotBeEmpty();
    }

    private async Task<SlotTraffic> TrafficAsync()
    {
        using var host = new HostClient(new StateDirectory(Service.State));
        return (await host.StatusAsync(Cancel))!.ActiveSlot!.Traffic;
    }

    private static byte[] Bytes(string request)
    {
        var headers = string.Concat(Enumerable.Range(0, 200).Select(number => $"X-{number}: 1\r\n"));
        var whole = request.Replace("{200 headers}", headers, StringComparison.Ordinal);
        foreach (var length in (int[])[300, 10000, 40000])
        {
            whole = whole.Replace($"{{{length}}}", new string('a', length), StringComparison.Ordinal);
        }
        return Encoding.Latin1.GetBytes(whole);
    }
}
