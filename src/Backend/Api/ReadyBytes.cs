using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace MalariaPredictor.Backend.Api;

/// <summary>
/// A response body made once and served many times: its bytes plain, gzip and brotli, each with the hash of its content as ETag.
/// Immutable, so any number of requests share it.
/// </summary>
public sealed class ReadyBytes
{
    private static readonly StringValues MustRevalidate = "no-cache";
    private static readonly StringValues VaryBy = "Accept, Accept-Encoding";

    private readonly Form _plain;
    private readonly Form _gzip;
    private readonly Form _brotli;
    private readonly StringValues _contentType;

    public ReadyBytes(byte[] body, string contentType)
    {
        _contentType = contentType;
        var hash = Convert.ToHexStringLower(SHA256.HashData(body))[..32];
        _plain = new Form(body, $"\"{hash}\"", default);
        _gzip = new Form(Compressed(body, stream => new GZipStream(stream, CompressionLevel.Optimal)), $"\"{hash}-gz\"", "gzip");
        _brotli = new Form(Compressed(body, stream => new BrotliStream(stream, CompressionLevel.Optimal)), $"\"{hash}-br\"", "br");
    }

    /// <summary>The plain bytes.</summary>
    public ReadOnlyMemory<byte> Body => _plain.Body;

    /// <summary>Answers with the form the client takes, or 304 when it has it already.</summary>
    public Task SendAsync(HttpContext context)
    {
        var request = context.Request;
        var response = context.Response;
        var form = Choose(request.Headers.AcceptEncoding);
        var headers = response.Headers;
        headers.ETag = form.ETag;
        headers.CacheControl = MustRevalidate;
        headers.Vary = VaryBy;
        if (request.Headers.IfNoneMatch is { Count: > 0 } known && Matches(known, form.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        headers.ContentType = _contentType;
        headers.ContentLength = form.Body.Length;
        if (form.Encoding.Count > 0)
        {
            headers.ContentEncoding = form.Encoding;
        }

        return HttpMethods.IsHead(request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(form.Body, 0, form.Body.Length, context.RequestAborted);
    }

    private Form Choose(StringValues accepted) =>
        accepted.Count == 0 ? _plain
        : ContentCoding.Accepts(accepted, "br") && _brotli.Body.Length < _plain.Body.Length ? _brotli
        : ContentCoding.Accepts(accepted, "gzip") && _gzip.Body.Length < _plain.Body.Length ? _gzip
        : _plain;

    private static bool Matches(StringValues known, StringValues tag)
    {
        var text = known.ToString();
        return text == "*" || text.Contains(tag.ToString(), StringComparison.Ordinal);
    }

    private static byte[] Compressed(byte[] body, Func<Stream, Stream> compressor)
    {
        using var buffer = new MemoryStream();
        using (var stream = compressor(buffer))
        {
            stream.Write(body);
        }

        return buffer.ToArray();
    }

    private sealed record Form(byte[] Body, StringValues ETag, StringValues Encoding);
}

/// <summary>Which content codings an <c>Accept-Encoding</c> header takes (RFC 9110 §12.5.3): named, and not with weight 0.</summary>
internal static class ContentCoding
{
    public static bool Accepts(StringValues header, string coding)
    {
        foreach (var line in header)
        {
            foreach (var range in (line ?? "").AsSpan().Split(','))
            {
                var item = line.AsSpan()[range];
                var end = item.IndexOf(';');
                var name = (end < 0 ? item : item[..end]).Trim();
                if (name.Equals(coding, StringComparison.OrdinalIgnoreCase))
                {
                    return end < 0 || Weight(item[(end + 1)..]) > 0;
                }
            }
        }

        return false;
    }

    private static double Weight(ReadOnlySpan<char> parameters)
    {
        var at = parameters.IndexOf("q=", StringComparison.OrdinalIgnoreCase);
        return at < 0 || !double.TryParse(parameters[(at + 2)..].Trim(), CultureInfo.InvariantCulture, out var weight) ? 1 : weight;
    }
}

/// <summary>Answers an endpoint's request with bytes that are ready.</summary>
internal sealed class ReadyResult(ReadyBytes ready) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => ready.SendAsync(httpContext);
}
