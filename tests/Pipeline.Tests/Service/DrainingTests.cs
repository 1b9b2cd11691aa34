using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Service;

/// <summary>What is under way when a slot or the host is to go: it ends well, or within a stated time.</summary>
public sealed class DrainingTests : IAsyncDisposable
{
    private const string Upload = "POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    private const int Piece = 64 * 1024;
    private readonly Harness.Service _service = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task An_upload_and_a_stream_that_are_under_way_at_the_switch_go_on_unbuffered_and_end_whole_where_they_began()
    {
        using var host = await TwoSlotsAsync();
        using var upload = await Conversation.BeginAsync(_service.Port, Cancel);
        using var stream = await Conversation.BeginAsync(_service.Port, Cancel);
        await upload.SayAsync(Upload, Cancel);
        await upload.SendChunkAsync(new string('x', Piece), Cancel);
        await ReceivedAsync(host, Piece); // By the slot, although the body has not ended: nobody in between waits for that.
        await stream.AskAsync("/stream/100", Cancel);
        await stream.HearAsync("\n1\n", Cancel);

        await host.SwitchAsync(new SwitchTo("green", "r2"), 1, Cancel);
        (await _service.AnswersAsync()).ShouldBe("r2");
        await upload.SendChunkAsync(new string('x', Piece), Cancel);
        await ReceivedAsync(host, 2 * Piece);
        await upload.SayAsync("0\r\n\r\n", Cancel);
        await upload.HearAsync("\r\n\r\nr1", Cancel);
        await stream.HearAsync("\n99\n", Cancel);
        await stream.HearAsync("\r\n0\r\n\r\n", Cancel);

        upload.Heard.ShouldContain("X-Release: r1");
        stream.Heard.ShouldContain("X-Release: r1");
        await Patience.UntilAsync(
            async () => (await host.StatusAsync(Cancel))!.Find("blue")!.Traffic is { InFlight: 0, Broken: 0 },
            "the old slot is empty, and nothing broke"
        );
    }

    [Fact]
    public async Task A_connection_stays_open_over_a_switch_and_its_next_request_is_the_new_slots()
    {
        using var host = await TwoSlotsAsync();
        using var connection = await Conversation.BeginAsync(_service.Port, Cancel);
        await connection.AskAsync("/work", Cancel);
        await connection.HearAsync("\r\n\r\nr1", Cancel);

        await host.SwitchAsync(new SwitchTo("green", "r2"), 1, Cancel);
        await connection.AskAsync("/work", Cancel);

        await connection.HearAsync("\r\n\r\nr2", Cancel);
        connection.Heard.ShouldNotContain("Connection: close");
    }

    [Fact]
    public async Task When_the_host_ends_what_is_in_flight_is_answered_and_told_to_close_and_idle_connections_are_closed()
    {
        using var host = await TwoSlotsAsync();
        using var idle = await Conversation.BeginAsync(_service.Port, Cancel);
        await idle.AskAsync("/work", Cancel);
        await idle.HearAsync("\r\n\r\nr1", Cancel);
        using var busy = await Conversation.BeginAsync(_service.Port, Cancel);
        await busy.AskAsync("/slow/3000", Cancel);
        await Patience.UntilAsync(async () => (await host.StatusAsync(Cancel))!.ActiveSlot!.Traffic.InFlight == 1, "it is in flight");

        await host.ShutdownAsync(1, Cancel);
        await idle.HearOutAsync(Cancel);
        await busy.HearOutAsync(Cancel);

        busy.Heard.ShouldContain("Connection: close");
        busy.Heard.ShouldEndWith("\r\n\r\nr1");
    }

    [Fact]
    public async Task A_request_that_takes_longer_than_the_time_for_draining_is_cut_and_holds_up_nobody()
    {
        using var host = await TwoSlotsAsync("--drain-seconds", "0.5");
        using var endless = await Conversation.BeginAsync(_service.Port, Cancel);
        await endless.AskAsync("/stream/100000", Cancel);
        await endless.HearAsync("\n1\n", Cancel);
        await host.SwitchAsync(new SwitchTo("green", "r2"), 1, Cancel);

        await host.StopAsync(new StopSlot("blue"), 1, Cancel);

        await endless.HearOutAsync(Cancel);
        endless.Heard.ShouldNotContain("\r\n0\r\n\r\n", Case.Sensitive, "what was cut is not passed off as whole");
        (await _service.AnswersAsync()).ShouldBe("r2");
    }

    /// <summary>
    /// Waits until the old slot has received so much of the upload, but for the last few kilobytes that a connection collects for one
    /// packet.
    /// </summary>
    private async Task ReceivedAsync(HostClient host, int bytes)
    {
        const int OnePacket = 8192;
        var slot = new Uri($"http://127.0.0.1:{(await host.StatusAsync(Cancel))!.Find("blue")!.Port}/received");
        await Patience.UntilAsync(
            async () => int.Parse(await _service.Http.GetStringAsync(slot, Cancel)) >= bytes - OnePacket,
            $"{bytes} bytes have arrived"
        );
    }

    /// <summary>r1 serves in blue, r2 is ready in green.</summary>
    private async Task<HostClient> TwoSlotsAsync(params string[] options)
    {
        var client = new HostClient(new StateDirectory(_service.State));
        _ = _service.Start(["host", "--port", $"{_service.Port}", .. options]);
        await Patience.UntilAsync(async () => await client.StatusAsync(Cancel) is not null, "the host runs");
        await client.StartAsync(new StartSlot("blue", "r1", "a1", _service.Artifact("a1"), new Dictionary<string, string>()), 1, Cancel);
        await client.StartAsync(new StartSlot("green", "r2", "b2", _service.Artifact("b2"), new Dictionary<string, string>()), 1, Cancel);
        await Patience.UntilAsync(
            async () => (await client.StatusAsync(Cancel))!.Slots.All(slot => slot.Condition == SlotCondition.Ready),
            "both slots are ready"
        );
        await client.SwitchAsync(new SwitchTo("blue", "r1"), 1, Cancel);
        return client;
    }
}
