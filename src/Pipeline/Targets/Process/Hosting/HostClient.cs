using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Serialization.Metadata;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process.Hosting;

/// <summary>Speaks with the host over its socket.</summary>
internal sealed class HostClient : IDisposable
{
    /// <summary>Stopping a slot waits for its requests and then for its process.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMinutes(3);

    private readonly HttpClient _http;
    private readonly HttpClient _unhurried;

    public HostClient(StateDirectory state)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, cancel) => ConnectAsync(state.Socket, cancel) };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://host"), Timeout = AnswerTimeout };
        _unhurried = new HttpClient(handler, disposeHandler: false) { BaseAddress = _http.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Null when no host runs.</summary>
    public async Task<HostStatus?> StatusAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _http.GetFromJsonAsync("/status", ControlJson.Default.HostStatus, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return null;
        }
    }

    /// <summary>
    /// What the router was asked lately. Nothing, from a host that is older than this question: the gate has a sample besides.
    /// </summary>
    public async Task<IReadOnlyList<string>> RecentRequestsAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri("/recent", UriKind.Relative), cancellationToken);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadFromJsonAsync(TextJson.Default.IReadOnlyListString, cancellationToken) ?? []
            : [];
    }

    public Task<HostStatus> StartAsync(StartSlot spec, long token, CancellationToken cancellationToken) =>
        SendAsync("/start", spec, ControlJson.Default.StartSlot, token, cancellationToken);

    public Task<HostStatus> StopAsync(StopSlot stop, long token, CancellationToken cancellationToken) =>
        SendAsync("/stop", stop, ControlJson.Default.StopSlot, token, cancellationToken);

    public Task<HostStatus> SwitchAsync(SwitchTo to, long token, CancellationToken cancellationToken) =>
        SendAsync("/switch", to, ControlJson.Default.SwitchTo, token, cancellationToken);

    public Task<HostStatus> ShareAsync(SwitchTo to, long token, CancellationToken cancellationToken) =>
        SendAsync("/share", to, ControlJson.Default.SwitchTo, token, cancellationToken);

    /// <summary>Takes as long as the migration. Null from a host that is older than this command.</summary>
    public Task<MigrationResult?> MigrateAsync(MigrateDatabase migration, long token, CancellationToken cancellationToken) =>
        SendAsync(
            _unhurried,
            "/migrate",
            migration,
            ControlJson.Default.MigrateDatabase,
            ControlJson.Default.MigrationResult,
            token,
            cancellationToken
        );

    /// <summary>Takes as long as the backup. Null from a host that is older than this command.</summary>
    public Task<MigrationResult?> BackUpAsync(BackUpDatabase backup, long token, CancellationToken cancellationToken) =>
        SendAsync(
            _unhurried,
            "/backup",
            backup,
            ControlJson.Default.BackUpDatabase,
            ControlJson.Default.MigrationResult,
            token,
            cancellationToken
        );

    /// <summary>Shows the host a token without changing anything: every older one is refused from now on.</summary>
    public Task<HostStatus> FenceAsync(long token, CancellationToken cancellationToken) =>
        SendAsync("/fence", new StopSlot("none"), ControlJson.Default.StopSlot, token, cancellationToken);

    public Task<HostStatus> ShutdownAsync(long token, CancellationToken cancellationToken) =>
        SendAsync("/shutdown", new StopSlot("all"), ControlJson.Default.StopSlot, token, cancellationToken);

    public void Dispose()
    {
        _unhurried.Dispose();
        _http.Dispose();
    }

    private async Task<HostStatus> SendAsync<T>(
        string path,
        T body,
        JsonTypeInfo<T> type,
        long token,
        CancellationToken cancellationToken
    ) =>
        await SendAsync(_http, path, body, type, ControlJson.Default.HostStatus, token, cancellationToken)
        ?? throw Unexpected(path, StatusCodes.Status404NotFound);

    /// <summary>Null where the host knows no such command.</summary>
    private static async Task<TAnswer?> SendAsync<T, TAnswer>(
        HttpClient http,
        string path,
        T body,
        JsonTypeInfo<T> type,
        JsonTypeInfo<TAnswer> answer,
        long token,
        CancellationToken cancellationToken
    )
        where TAnswer : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, type) };
        request.Headers.Add(FencingToken.Header, token.ToString(CultureInfo.InvariantCulture));
        using var response = await AnswerAsync(http, request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return await response.Content.ReadFromJsonAsync(answer, cancellationToken);
        }
        if (
            response.StatusCode == System.Net.HttpStatusCode.Conflict
            && await response.Content.ReadFromJsonAsync(ControlJson.Default.Refusal, cancellationToken) is { } refusal
        )
        {
            throw new RefusedException(refusal.Title, refusal.Detail);
        }
        return response.StatusCode == System.Net.HttpStatusCode.NotFound ? null : throw Unexpected(path, (int)response.StatusCode);
    }

    private static UserFacingException Unexpected(string path, int status) =>
        new($"the host answered {status} to {path}", "Look into its log: ./pipeline logs --host");

    private static async Task<HttpResponseMessage> AnswerAsync(
        HttpClient http,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new UserFacingException(
                "the host does not answer",
                "./pipeline up starts it again; the slots keep running meanwhile.",
                exception
            );
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException denied) when (denied.SocketErrorCode == SocketError.AccessDenied)
        {
            socket.Dispose();
            throw new UserFacingException(
                $"this user may not look into {Path.GetDirectoryName(path)}",
                "Run this command as the user who started the service.",
                denied
            );
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
