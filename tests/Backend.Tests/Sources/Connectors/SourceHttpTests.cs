using System.Security.Cryptography;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MalariaPredictor.Backend.Tests.Sources.Connectors;

public sealed class SourceHttpTests : IDisposable
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(200_000);

    private readonly HastyClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly string _folder = Directory.CreateTempSubdirectory("malaria-http-").FullName;
    private readonly SourceHttp _http;

    public SourceHttpTests() => _http = new SourceHttp("test", _clock, TimeSpan.FromSeconds(5));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_service_that_asks_to_wait_is_waited_for_as_long_as_it_says()
    {
        await using var stub = await StartAsync();
        var asked = 0;
        stub.Faults = _ => Interlocked.Increment(ref asked) == 1 ? Fault.Of(429, "90") : Fault.None;
        (await JsonAsync(stub)).ShouldBe("""{"a":1}""");
        _clock.Waited.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(90));
        stub.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_service_that_asks_for_hours_is_left_to_the_next_run()
    {
        await using var stub = await StartAsync();
        stub.Faults = _ => Fault.Of(429, "7200", """{"title":"quota","detail":"too many requests today"}""");
        var failure = await Should.ThrowAsync<UserFacingException>(() => JsonAsync(stub));
        failure.Message.ShouldBe($"test: {stub.Address}json answered 429 Too Many Requests: quota: too many requests today");
        failure.Remedy.ShouldBe("The service asks to wait 120 minutes; the next run goes on from there.");
        stub.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("Html", "answered with a web page that is not JSON")]
    [InlineData("Truncated", "answered with something that is not JSON")]
    [InlineData("Disconnect", "gave no answer")]
    public async Task An_answer_that_is_none_is_told_with_the_address(string fault, string told)
    {
        await using var stub = await StartAsync();
        stub.Faults = _ => new Fault(Enum.Parse<FaultKind>(fault));
        var failure = await Should.ThrowAsync<UserFacingException>(() => JsonAsync(stub));
        failure.Message.ShouldStartWith($"test: {stub.Address}json");
        failure.Message.ShouldContain(told);
        failure.Line.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_key_is_not_sent_on_to_another_host()
    {
        var keys = new List<string>();
        await using var other = await ServiceStub.StartAsync(app =>
            app.MapGet(
                "/file",
                (HttpRequest request) =>
                {
                    keys.Add(request.Headers.Authorization + request.Headers["PRIVATE-TOKEN"].ToString());
                    return Results.Text("{}");
                }
            )
        );
        await using var stub = await ServiceStub.StartAsync(app =>
        {
            app.MapGet("/json", () => Results.Redirect("/here"));
            app.MapGet(
                "/here",
                (HttpRequest request) =>
                {
                    keys.Add(request.Headers.Authorization + request.Headers["PRIVATE-TOKEN"].ToString());
                    return Results.Redirect(new Uri(other.Address, "/file").ToString());
                }
            );
        });
        await JsonAsync(stub);
        keys.ShouldBe(["Bearer secretsecret", ""]);
    }

    [Fact]
    public async Task An_interrupted_download_goes_on_where_it_was()
    {
        var (sent, answers) = (0L, 0);
        await using var stub = await StartAsync(bytes =>
        {
            Interlocked.Add(ref sent, bytes);
            Interlocked.Increment(ref answers);
        });
        stub.Faults = _ => new Fault(FaultKind.CutOff);
        var path = Path.Combine(_folder, "file");
        await Should.ThrowAsync<UserFacingException>(() => DownloadAsync(stub, path));
        File.Exists(path).ShouldBeFalse();
        var have = new FileInfo($"{path}.part").Length;
        have.ShouldBeGreaterThan(0);
        // The service ends an answer that it broke off after we have noticed.
        while (Volatile.Read(ref answers) < stub.Requests.Count)
        {
            await Task.Delay(5, Token);
        }

        (stub.Faults, sent) = (null, 0);
        (await DownloadAsync(stub, path)).ShouldBeTrue();
        (await File.ReadAllBytesAsync(path, Token)).ShouldBe(Content);
        while (Volatile.Read(ref answers) < stub.Requests.Count)
        {
            await Task.Delay(5, Token);
        }

        sent.ShouldBe(Content.Length - have);
        Directory.GetFiles(_folder).ShouldBe([path]);
    }

    [Fact]
    public async Task A_download_of_a_file_that_has_changed_begins_anew()
    {
        await using var stub = await StartAsync();
        var path = Path.Combine(_folder, "file");
        await File.WriteAllBytesAsync($"{path}.part", new byte[1000], Token);
        await File.WriteAllTextAsync($"{path}.part.etag", "\"yesterday\"", Token);
        (await DownloadAsync(stub, path)).ShouldBeTrue();
        (await File.ReadAllBytesAsync(path, Token)).ShouldBe(Content);
    }

    [Fact]
    public async Task A_download_that_is_larger_than_anything_asked_for_is_broken_off()
    {
        await using var stub = await StartAsync();
        var path = Path.Combine(_folder, "file");
        var failure = await Should.ThrowAsync<UserFacingException>(() => DownloadAsync(stub, path, most: 100_000));
        failure.Message.ShouldContain("sends more than");
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task What_the_service_does_not_have_is_no_failure()
    {
        await using var stub = await StartAsync();
        stub.Faults = _ => Fault.Of(404);
        (await DownloadAsync(stub, Path.Combine(_folder, "file"))).ShouldBeFalse();
    }

    private static Task<ServiceStub> StartAsync(Action<long>? sent = null) =>
        ServiceStub.StartAsync(app =>
        {
            app.MapGet("/json", () => Results.Text("""{"a":1}"""));
            app.MapGet(
                "/file",
                (HttpContext context) =>
                {
                    context.Response.OnCompleted(() =>
                    {
                        sent?.Invoke(context.Response.ContentLength ?? 0);
                        return Task.CompletedTask;
                    });
                    return Results.Bytes(Content, enableRangeProcessing: true, entityTag: new("\"today\""));
                }
            );
        });

    private async Task<string> JsonAsync(ServiceStub stub)
    {
        using var json = await _http.JsonAsync(() => Request(stub, "/json?token=secret"), null, Token);
        return json.RootElement.GetRawText();
    }

    private Task<bool> DownloadAsync(ServiceStub stub, string path, long most = 1 << 20) =>
        _http.DownloadAsync(() => Request(stub, "/file"), path, most, null, Token);

    private static HttpRequestMessage Request(ServiceStub stub, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(stub.Address, path));
        request.Headers.Authorization = new("Bearer", "secret");
        request.Headers.Add("PRIVATE-TOKEN", "secret");
        return request;
    }
}
