using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Backend.Tests.Chap.Service;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Api;

[Collection(nameof(ServedCountry))]
public sealed class RequestBodyTests(ServedCountry country)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_scenario_of_more_than_a_megabyte_is_refused_with_the_limit(bool chunked) =>
        await IsTooLargeAsync(country.App.Client.BaseAddress!, "/api/v1/predictions", 1_000_000, chunked);

    [Theory]
    [InlineData("/api/v1/configs", 1_000_000)]
    [InlineData("/api/v1/ml/$train", 268_435_456)]
    [InlineData("/api/v1/ml/$predict", 268_435_456)]
    public async Task What_CHAP_sends_is_limited_too(string path, long most)
    {
        await using var chap = await ServedChap.Start();
        await IsTooLargeAsync(chap.Address, path, most, chunked: false);
    }

    /// <summary>By hand: a client library would send all of it before it reads the answer.</summary>
    private static async Task IsTooLargeAsync(Uri server, string path, long most, bool chunked)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, Stop);
        var length = chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {most + 1}";
        var request = new StringBuilder(
            $"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n{length}\r\n\r\n"
        );
        if (chunked)
        {
            request.Append($"{most + 1:x}\r\n").Append(' ', (int)most + 1).Append("\r\n0\r\n\r\n");
        }

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request.ToString()), Stop);
        using var reader = new StreamReader(client.GetStream());
        (await reader.ReadLineAsync(Stop)).ShouldBe("HTTP/1.1 413 Payload Too Large");
        var type = "";
        while (await reader.ReadLineAsync(Stop) is { Length: > 0 } header)
        {
            type = header.StartsWith("Content-Type: ", StringComparison.Ordinal) ? header : type;
        }

        type.ShouldBe("Content-Type: application/problem+json");
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(Stop) is { } line)
        {
            text.Append(line.StartsWith('{') ? line : "");
        }

        var problem = JsonElement.Parse(text.ToString());
        problem.GetProperty("title").GetString().ShouldBe("Request body too large");
        problem.GetProperty("largest").GetInt64().ShouldBe(most);
    }
}
