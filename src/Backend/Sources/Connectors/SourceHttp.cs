using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Hosting;
using Polly;

namespace MalariaPredictor.Backend.Sources.Connectors;

/// <summary>
/// Asks one service over HTTP: with timeouts, with retries of what may pass (as the service's <c>Retry-After</c> says), without sending a
/// key to another host, and with an error that names source, address, status and remedy.
/// </summary>
internal sealed class SourceHttp : IDisposable
{
    /// <summary>No document that is read into memory is larger.</summary>
    public const int LargestDocument = 256 << 20;

    private readonly string _source;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;
    private readonly HttpClient _client;
    private readonly RetryRules _rules;
    private readonly ResiliencePipeline<HttpResponseMessage> _retries;

    /// <param name="source">The connector's name, for messages.</param>
    /// <param name="clock">For the waits between attempts.</param>
    /// <param name="timeout">How long the service may take to begin its answer, or between two pieces of it.</param>
    public SourceHttp(string source, TimeProvider clock, TimeSpan timeout)
    {
        (_source, _clock, _timeout) = (source, clock, timeout);
#pragma warning disable CA2000 // The client disposes its handler.
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.All,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(20),
            }
        )
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
#pragma warning restore CA2000
        _client.DefaultRequestHeaders.UserAgent.ParseAdd($"malaria-predictor/{BuildInfo.Read().Version}");
        _rules = new RetryRules(clock);
        _retries = _rules.Pipeline();
    }

    /// <summary>Sends until an answer comes that no retry would change. The caller disposes it.</summary>
    /// <param name="request">Makes the request; each attempt needs a new one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserFacingException">No answer came.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        try
        {
            return await _retries.ExecuteAsync(async token => await Redirects.FollowAsync(request, OnceAsync, token), cancellationToken);
        }
        catch (Exception broken) when (RetryRules.IsBroken(broken, cancellationToken))
        {
            using var asked = request();
            throw new UserFacingException(
                $"{_source}: {HttpWords.Shown(asked.RequestUri)} gave no answer: {HttpWords.Reason(broken).TrimEnd('.')}.",
                "Check the address, the network and the proxy (HTTPS_PROXY). What is stored stays; the next run goes on from there.",
                broken
            );
        }
    }

    /// <summary>The JSON document that a request is answered with. The caller disposes it.</summary>
    /// <param name="request">Makes the request.</param>
    /// <param name="explain">What to do about a status that has a meaning of its own at the service; null for the usual remedy.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserFacingException">Another status than success, or no JSON.</exception>
    public async Task<JsonDocument> JsonAsync(
        Func<HttpRequestMessage> request,
        Func<HttpStatusCode, string, string?>? explain,
        CancellationToken cancellationToken
    )
    {
        using var asked = request();
        var bytes = await DocumentAsync(request, explain, cancellationToken);
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException broken)
        {
            throw HttpWords.NotJson(_source, asked.RequestUri, bytes, broken);
        }
    }

    /// <summary>The bytes of that document, whole: one that breaks off on the way is asked for again.</summary>
    /// <inheritdoc cref="JsonAsync"/>
    public async Task<byte[]> DocumentAsync(
        Func<HttpRequestMessage> request,
        Func<HttpStatusCode, string, string?>? explain,
        CancellationToken cancellationToken
    ) =>
        await WholeAsync(
            "answer",
            request,
            async () =>
            {
                using var response = await SendAsync(request, cancellationToken);
                await RequireSuccessAsync(response, explain, cancellationToken);
                return await BytesAsync(response, LargestDocument, cancellationToken);
            },
            cancellationToken
        );

    /// <summary>A whole answer, whatever its status, for protocols in which one other than success is an answer too.</summary>
    /// <exception cref="UserFacingException">No whole answer came.</exception>
    public Task<HttpAnswer> AnswerAsync(Func<HttpRequestMessage> request, int most, CancellationToken cancellationToken) =>
        WholeAsync(
            "answer",
            request,
            async () =>
            {
                using var response = await SendAsync(request, cancellationToken);
                return new HttpAnswer(response, await BytesAsync(response, most, cancellationToken), _rules.Wait(response));
            },
            cancellationToken
        );

    /// <summary>The bytes of an answer, which is not read on beyond a length.</summary>
    /// <exception cref="UserFacingException">It is longer, or it broke off.</exception>
    public async Task<byte[]> BytesAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await CopyAsync(response, bytes, most, cancellationToken);
        return bytes.ToArray();
    }

    /// <summary>
    /// A whole answer, whatever its status: one that breaks off on its way is asked for again. For protocols in which a status other than
    /// success is an answer too.
    /// </summary>
    /// <param name="request">Makes the request.</param>
    /// <param name="most">No more bytes are taken.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="wants">Whether the content of an answer is wanted; null: of every one.</param>
    /// <exception cref="UserFacingException">No whole answer came.</exception>
    public async Task<HttpAnswer> AnswerAsync(
        Func<HttpRequestMessage> request,
        int most,
        CancellationToken cancellationToken,
        Func<HttpResponseMessage, bool>? wants = null
    )
    {
        return await WholeAsync(
            "answer",
            request,
            async () =>
            {
                using var response = await SendAsync(request, cancellationToken);
                var bytes = wants?.Invoke(response) == false ? [] : await BytesAsync(response, most, cancellationToken);
                return new HttpAnswer(response, bytes, _rules.Wait(response));
            },
            cancellationToken
        );
    }

    /// <exception cref="UserFacingException">Another status than success: which, the service's own words and the remedy.</exception>
    public async Task RequireSuccessAsync(
        HttpResponseMessage response,
        Func<HttpStatusCode, string, string?>? explain,
        CancellationToken cancellationToken
    )
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var words = HttpWords.Of(await BytesAsync(response, 1 << 20, cancellationToken));
        throw new UserFacingException(
            $"{_source}: {HttpWords.Shown(response.RequestMessage?.RequestUri)} answered {(int)response.StatusCode} {response.ReasonPhrase}"
                + (words.Length > 0 ? $": {words}" : "."),
            explain?.Invoke(response.StatusCode, words) ?? HttpWords.Remedy(response, _rules.Wait(response))
        );
    }

    /// <summary>
    /// Downloads into a file. What an interrupted download left beside it (<c>.part</c>) is gone on with where the service says that it
    /// still serves the same bytes; the file itself appears whole or not at all.
    /// </summary>
    /// <param name="request">Makes the request.</param>
    /// <param name="path">The file.</param>
    /// <param name="most">No more bytes are taken.</param>
    /// <param name="explain">As in <see cref="JsonAsync"/>.</param>
    /// <param name="cancellationToken">Ends it; the part stays.</param>
    /// <returns>False where the service has no such file (404).</returns>
    /// <exception cref="UserFacingException">It cannot be downloaded.</exception>
    public async Task<bool> DownloadAsync(
        Func<HttpRequestMessage> request,
        string path,
        long most,
        Func<HttpStatusCode, string, string?>? explain,
        CancellationToken cancellationToken
    )
    {
        return File.Exists(path)
            || await WholeAsync(
                "download",
                request,
                () => DownloadOnceAsync(request, path, most, explain, cancellationToken),
                cancellationToken
            );
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Asks again for what breaks off on the way.</summary>
    private async Task<T> WholeAsync<T>(
        string what,
        Func<HttpRequestMessage> request,
        Func<Task<T>> once,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await once();
            }
            catch (Exception broken) when (RetryRules.IsBroken(broken, cancellationToken))
            {
                if (attempt == RetryRules.Attempts)
                {
                    using var asked = request();
                    throw new UserFacingException(
                        $"{_source}: the {what} of {HttpWords.Shown(asked.RequestUri)} broke off {RetryRules.Attempts} times: "
                            + $"{HttpWords.Reason(broken).TrimEnd('.')}.",
                        "Run it again: it goes on from where it was.",
                        broken
                    );
                }

                await Task.Delay(TimeSpan.FromSeconds(attempt), _clock, cancellationToken);
            }
        }
    }

    private async Task<bool> DownloadOnceAsync(
        Func<HttpRequestMessage> request,
        string path,
        long most,
        Func<HttpStatusCode, string, string?>? explain,
        CancellationToken cancellationToken
    )
    {
        var (part, mark) = ($"{path}.part", $"{path}.part.etag");
        var known = File.Exists(mark) && File.Exists(part) ? await File.ReadAllTextAsync(mark, cancellationToken) : null;
        var have = known is null ? 0 : new FileInfo(part).Length;
        using var response = await SendAsync(
            () =>
            {
                var message = request();
                // Bytes, not what a proxy made of them: a range of compressed bytes fits no other.
                message.Headers.AcceptEncoding.ParseAdd("identity");
                if (have > 0 && EntityTagHeaderValue.TryParse(known, out var tag))
                {
                    message.Headers.Range = new RangeHeaderValue(have, null);
                    message.Headers.IfRange = new RangeConditionHeaderValue(tag);
                }

                return message;
            },
            cancellationToken
        );
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }

        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            File.Delete(mark);
            throw new IOException("the service no longer serves the file that was begun.");
        }

        await RequireSuccessAsync(response, explain, cancellationToken);
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
        if (!goesOn)
        {
            // Without a strong tag nobody can tell whether the rest belongs to the same file.
            File.Delete(mark);
            if (response.Headers.ETag is { IsWeak: false } tag)
            {
                await File.WriteAllTextAsync(mark, tag.ToString(), cancellationToken);
            }
        }

        await using (var file = new FileStream(part, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None))
        {
            var before = goesOn ? have : 0;
            await CopyAsync(response, file, most - before, cancellationToken);
            await file.FlushAsync(cancellationToken);
            var whole = response.Content.Headers.ContentRange?.Length ?? response.Content.Headers.ContentLength + before;
            if (whole is { } length && file.Length != length)
            {
                throw new IOException($"{file.Length} of {length} bytes came.");
            }
        }

        File.Move(part, path, overwrite: true);
        File.Delete(mark);
        return true;
    }

    private async Task<HttpResponseMessage> OnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
        }
        catch (OperationCanceledException late) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {_timeout.TotalSeconds:0.#} s.", late);
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, Stream to, long most, CancellationToken cancellationToken)
    {
        await using var from = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[1 << 16];
        for (long all = 0; ; )
        {
            using var timeout = new CancellationTokenSource(_timeout);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            int read;
            try
            {
                read = await from.ReadAsync(buffer, both.Token);
            }
            catch (OperationCanceledException late) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"nothing came for {_timeout.TotalSeconds:0.#} s.", late);
            }

            if (read == 0)
            {
                return;
            }

            all += read;
            if (all > most)
            {
                throw new UserFacingException(
                    $"{_source}: {HttpWords.Shown(response.RequestMessage?.RequestUri)} sends more than {most >> 20} MiB.",
                    "Check the address, and ask for less at a time in the sources file."
                );
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
