using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using k8s;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Client;

/// <summary>
/// The way to the API server, as kubectl finds it: the kubeconfig, or the pod's own account. What fails in passing is tried again for a
/// while; so a request whose answer was lost may have taken effect, and whoever sends one that changes something must expect that. What is
/// forbidden although it was allowed before is tried again as well: an API server that starts forbids everything until it has loaded the
/// Roles.
/// </summary>
internal sealed class Connection : IDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TryFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private readonly k8s.Kubernetes _client;
    private readonly TimeProvider _time;
    private readonly TimeSpan _tryFor;
    private readonly ConcurrentDictionary<string, bool> _allowed = new(StringComparer.Ordinal);
    private volatile bool _reached;

    /// <param name="configuration">As kubectl has it.</param>
    /// <param name="time">Measures pauses.</param>
    /// <param name="tryFor">How long a request is tried again; by default a minute.</param>
    public Connection(KubernetesClientConfiguration configuration, TimeProvider time, TimeSpan? tryFor = null)
    {
        (_time, _tryFor) = (time, tryFor ?? TryFor);
        CredentialsEnd = configuration.TokenProvider is null ? EndOf(configuration.AccessToken) : null;
        _client = new k8s.Kubernetes(configuration);
        _client.HttpClient.Timeout = Timeout.InfiniteTimeSpan; // A watch is meant to last; every other request has its own time.
    }

    /// <summary>When a token that nothing renews ends, where it tells.</summary>
    public DateTimeOffset? CredentialsEnd { get; }

    public Uri Server => _client.BaseUri;

    public static Connection Open(TimeProvider time)
    {
        try
        {
            return new Connection(KubernetesClientConfiguration.BuildDefaultConfig(), time);
        }
        catch (Exception broken) when (broken is k8s.Exceptions.KubeConfigException or IOException or FormatException)
        {
            throw new UserFacingException(
                $"the kubeconfig cannot be used: {broken.Message}",
                "Correct it, or name another with KUBECONFIG; kubectl get pods shows whether it works.",
                broken
            );
        }
    }

    /// <summary>Sends until there is an answer that is not passing trouble. A refusal is thrown.</summary>
    public async Task<string> SendAsync(ClusterRequest request, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                using var within = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                within.CancelAfter(AnswerWithin);
                using var response = await AskAsync(request, within.Token);
                _reached = true;
                var body = await response.Content.ReadAsStringAsync(within.Token);
                if (response.IsSuccessStatusCode)
                {
                    Allow(request.Right);
                    return body;
                }
                var refusal = Refusal(response.StatusCode, body, request.What);
                if (!(refusal.IsPassing || MayReturn(refusal, request.Right)) || _time.GetElapsedTime(began) > _tryFor)
                {
                    _allowed.TryRemove(request.Right, out _); // What stayed forbidden is not waited for a second time.
                    throw refusal;
                }
                pause = response.Headers.RetryAfter?.Delta ?? pause;
            }
            catch (Exception lost)
                when (lost is HttpRequestException or IOException
                    || (lost is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                )
            {
                if (_time.GetElapsedTime(began) > _tryFor || (!_reached && Nobody(lost)))
                {
                    throw new UserFacingException(
                        $"the cluster at {Server} did not answer when asked to {request.What}: {lost.GetBaseException().Message}",
                        "Look whether kubectl get pods works from here; what was begun is put in order by the next command.",
                        lost
                    );
                }
            }
            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    /// <summary>Remembers that the user has a right: should it be refused later, that may pass.</summary>
    public void Allow(string right) => _allowed[right] = true;

    /// <summary>Sends once; the answer, whatever it is. Its body may still be on its way.</summary>
    public async Task<HttpResponseMessage> AskAsync(ClusterRequest request, CancellationToken cancellationToken)
    {
        using var message = request.Message(Server);
        if (_client.Credentials is { } credentials)
        {
            try
            {
                await credentials.ProcessHttpRequestAsync(message, cancellationToken);
            }
            catch (k8s.Exceptions.KubeConfigException refused)
            {
                // The kubeconfig's own command gave no token this time; the next try asks it again.
                throw new HttpRequestException($"the kubeconfig's command gave no credentials: {refused.Message}", refused);
            }
        }
        return await _client.HttpClient.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public static ClusterRefusal Refusal(HttpStatusCode code, string body, string what)
    {
        try
        {
            var status = JsonNode.Parse(body);
            return new ClusterRefusal(
                code,
                status?["reason"]?.GetValue<string>() ?? "",
                status?["message"]?.GetValue<string>() ?? body,
                what
            );
        }
        catch (Exception shape) when (shape is System.Text.Json.JsonException or InvalidOperationException)
        {
            return new ClusterRefusal(code, "", $"{(int)code} {body.Trim()}", what);
        }
    }

    public void Dispose() => _client.Dispose();

    private bool MayReturn(ClusterRefusal refusal, string right) => refusal.IsForbidden && _allowed.ContainsKey(right);

    /// <summary>A Kubernetes token is a JWT: its second part says when it expires.</summary>
    private static DateTimeOffset? EndOf(string? token)
    {
        try
        {
            return
                token?.Split('.') is [_, var claims, _]
                && JsonNode.Parse(Base64Url.DecodeFromChars(claims))?["exp"]?.GetValue<long>() is { } end
                ? DateTimeOffset.FromUnixTimeSeconds(end)
                : null;
        }
        catch (Exception shape) when (shape is FormatException or System.Text.Json.JsonException or InvalidOperationException)
        {
            return null; // Another kind of token.
        }
    }

    /// <summary>No such host, or nobody listens there: where it was never reached, waiting does not help.</summary>
    private static bool Nobody(Exception lost) =>
        lost.GetBaseException() is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.ConnectionRefused };
}
