using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Service;

/// <summary>One service for all of these: they only ask.</summary>
public sealed class RouterTests(RouterTests.Running running) : IClassFixture<RouterTests.Running>
{
    public sealed class Running : IAsyncLifetime
    {
        public Harness.Service Service { get; } = new();

        public async ValueTask InitializeAsync() => await Service.FirstAsync(Service.Artifact("a1"));

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Harness.Service Service => running.Service;

    [Fact]
    public async Task A_slot_is_told_who_asked_and_by_which_name()
    {
        var headers = JsonDocument.Parse(await Service.Http.GetStringAsync(Address("/headers"), Cancel)).RootElement;

        headers.GetProperty("Host").GetString().ShouldBe($"localhost:{Service.Port}");
        headers.GetProperty("X-Forwarded-Host").GetString().ShouldBe($"localhost:{Service.Port}");
        headers.GetProperty("X-Forwarded-Proto").GetString().ShouldBe("http");
        headers.GetProperty("X-Forwarded-For").GetString().ShouldBeOneOf("127.0.0.1", "::1");
    }

    [Fact]
    public async Task A_body_goes_through_whole()
    {
        var body = new byte[3_000_000];
        for (var i = 0; i < body.Length; i++)
        {
            body[i] = (byte)(i * 31);
        }

        using var response = await Service.Http.PostAsync(Address("/echo"), new ByteArrayContent(body), Cancel);

        (await response.Content.ReadAsByteArrayAsync(Cancel)).ShouldBe(body);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_not_passed_off_as_whole()
    {
        await Should.ThrowAsync<HttpRequestException>(() => Service.Http.GetStringAsync(Address("/break"), Cancel));

        (await Service.HostAsync()).ActiveSlot!.Traffic.Broken.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_stream_arrives_while_it_is_written()
    {
        using var response = await Service.Http.GetAsync(Address("/stream/50"), HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));

        (await reader.ReadLineAsync(Cancel)).ShouldBe("0");
        (await Service.HostAsync()).ActiveSlot!.Traffic.InFlight.ShouldBeGreaterThanOrEqualTo(0);
        (await reader.ReadToEndAsync(Cancel)).ShouldEndWith("49\n");
    }

    [Fact]
    public async Task Web_sockets_go_through()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://localhost:{Service.Port}/socket"), Cancel);
        await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, endOfMessage: true, Cancel);
        var buffer = new byte[16];

        var received = await socket.ReceiveAsync(buffer, Cancel);

        Encoding.UTF8.GetString(buffer, 0, received.Count).ShouldBe("hello");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
    }

    [Fact]
    public async Task A_client_that_gives_up_does_not_count_against_the_slot()
    {
        var before = (await Service.HostAsync()).ActiveSlot!.Traffic;
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var asked = Service.Http.GetAsync(Address("/slow/30000"), giveUp.Token);
        await Patience.UntilAsync(async () => (await Service.HostAsync()).ActiveSlot!.Traffic.InFlight > 0, "the request is in flight");

        await giveUp.CancelAsync();
        await Should.ThrowAsync<TaskCanceledException>(() => asked);

        await Patience.UntilAsync(async () => (await Service.HostAsync()).ActiveSlot!.Traffic.InFlight == 0, "the slot is rid of it");
        (await Service.HostAsync()).ActiveSlot!.Traffic.ServerErrors.ShouldBe(before.ServerErrors);
    }

    [Fact]
    public async Task What_the_slot_refuses_is_the_slots_answer()
    {
        using var response = await Service.Http.GetAsync(Address("/no-such-page"), Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Headers.GetValues("X-Release").Single().ShouldBe(await Service.AnswersAsync());
    }

    private Uri Address(string path) => new(Service.Url + path);
}
