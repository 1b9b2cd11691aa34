using System.Net;
using System.Net.Sockets;
using System.Text;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Api;

public sealed class HostileRequestTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private ServedApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.Forecast();
        _app = await ServedApp.Start(_database);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _database.Dispose();
    }

    [Theory]
    [InlineData("/api/v1/forecasts/", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/forecasts?format=", HttpStatusCode.BadRequest)]
    public async Task A_long_unknown_value_is_echoed_shortened(string path, HttpStatusCode expected)
    {
        var (status, body) = await _app.Ask(path + new string('a', 6000));

        status.ShouldBe(expected);
        body.GetRawText().Length.ShouldBeLessThan(2000);
    }

    [Fact]
    public async Task A_chunk_size_beyond_counting_is_the_clients_mistake()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_app.Client.BaseAddress!.Host, _app.Client.BaseAddress.Port, TestContext.Current.CancellationToken);
        var request =
            "POST /api/v1/predictions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());

        (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldStartWith("HTTP/1.1 400");
    }
}
