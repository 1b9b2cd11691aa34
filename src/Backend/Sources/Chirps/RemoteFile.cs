using System.Net;
using System.Net.Http.Headers;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;

namespace MalariaPredictor.Backend.Sources.Chirps;

/// <summary>
/// A large file on a server of which only parts are wanted. What was brought can be read from <see cref="Content"/>; a read of what was not
/// gives nothing and is noted in <see cref="Missed"/>. A server that gives no parts gives the whole file, which is deleted afterwards.
/// </summary>
internal sealed class RemoteFile : IDisposable
{
    /// <summary>What is brought at least: a server takes as long for a byte as for so many.</summary>
    public const int Block = 1 << 16;
    private const int MostAtOnce = 64 << 20;

    private readonly SourceHttp _http;
    private readonly Uri _address;
    private readonly string? _tag;
    private readonly SparseContent _content;
    private readonly FileStream? _whole;

    private RemoteFile(SourceHttp http, Uri address, string? tag, long length, FileStream? whole)
    {
        (_http, _address, _tag, _whole) = (http, address, tag, whole);
        _content = new SparseContent(length);
    }

    public Stream Content => _whole is null ? _content : _whole;

    /// <summary>Where a read wanted bytes that are not here, since this was asked for last; null: nowhere.</summary>
    public (long Offset, long Length)? Missed => _whole is null ? _content.TakeMissed() : null;

    /// <param name="http">Asks.</param>
    /// <param name="address">Of the file.</param>
    /// <param name="spare">A path for the whole file, should the server give no parts.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where there is no such file.</returns>
    public static async Task<RemoteFile?> OpenAsync(SourceHttp http, Uri address, string spare, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(http, address, 0, Block, cancellationToken);
        if (answer.Status == HttpStatusCode.NotFound)
        {
            return null;
        }

        if (answer.Status == HttpStatusCode.PartialContent && answer.Content.ContentRange is { From: 0, Length: > 0 } range)
        {
            var file = new RemoteFile(http, address, Tag(answer), range.Length.Value, whole: null);
            file._content.Put(0, answer.Bytes);
            return file;
        }

        if (answer.Status != HttpStatusCode.OK)
        {
            throw Refused(answer);
        }

        if (
            !await http.DownloadAsync(
                () => new HttpRequestMessage(HttpMethod.Get, address),
                spare,
                SourceHttp.LargestDocument,
                explain: null,
                cancellationToken
            )
        )
        {
            return null;
        }

#pragma warning disable CA2000 // It disposes the stream, which deletes the file.
        return new RemoteFile(
            http,
            address,
            tag: null,
            length: 0,
            new FileStream(spare, FileMode.Open, FileAccess.Read, FileShare.None, Block, FileOptions.DeleteOnClose)
        );
#pragma warning restore CA2000
    }

    /// <summary>Brings stretches that are not here yet; neighbors in one request.</summary>
    public async Task BringAsync(IEnumerable<(long Offset, long Length)> stretches, CancellationToken cancellationToken)
    {
        if (_whole is not null)
        {
            return;
        }

        foreach (var (offset, length) in Joined(stretches.Where(stretch => !_content.Has(stretch.Offset, stretch.Length))))
        {
            for (long done = 0; done < length; done += MostAtOnce)
            {
                var count = (int)Math.Min(MostAtOnce, length - done);
                var answer = await AskAsync(_http, _address, offset + done, count, cancellationToken);
                if (answer.Status != HttpStatusCode.PartialContent)
                {
                    throw Refused(answer);
                }

                if (
                    answer.Content.ContentRange is not { } range
                    || range.From != offset + done
                    || range.Length != _content.Length
                    || Tag(answer) != _tag
                    || answer.Bytes.Length != Math.Min(count, _content.Length - offset - done)
                )
                {
                    throw new UserFacingException(
                        $"{ChirpsSettings.Source}: {answer.Address} changed while it was read, or gave other bytes than it was asked for.",
                        "The next run reads it anew."
                    );
                }

                _content.Put(offset + done, answer.Bytes);
            }
        }
    }

    public void Dispose()
    {
        _content.Dispose();
        _whole?.Dispose();
    }

    private static Task<HttpAnswer> AskAsync(SourceHttp http, Uri address, long offset, int count, CancellationToken cancellationToken) =>
        http.AnswerAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, address);
                request.Headers.Range = new RangeHeaderValue(offset, offset + count - 1);
                request.Headers.AcceptEncoding.ParseAdd("identity");
                return request;
            },
            MostAtOnce,
            cancellationToken,
            response => response.StatusCode != HttpStatusCode.OK
        );

    private static UserFacingException Refused(HttpAnswer answer) => new($"{ChirpsSettings.Source}: {answer.Shown}", answer.Remedy);

    private static string? Tag(HttpAnswer answer) =>
        answer.Response.Headers.ETag?.ToString()
        ?? answer.Content.LastModified?.ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<(long Offset, long Length)> Joined(IEnumerable<(long Offset, long Length)> stretches)
    {
        (long Offset, long Length)? open = null;
        foreach (var next in stretches.OrderBy(stretch => stretch.Offset))
        {
            if (open is { } known && next.Offset <= known.Offset + known.Length + Block)
            {
                open = (known.Offset, Math.Max(known.Length, next.Offset + next.Length - known.Offset));
                continue;
            }

            if (open is { } ready)
            {
                yield return ready;
            }

            open = next;
        }

        if (open is { } last)
        {
            yield return last;
        }
    }

    /// <summary>The parts of a file that are here.</summary>
    private sealed class SparseContent(long length) : Stream
    {
        private readonly List<(long Offset, byte[] Bytes)> _parts = [];
        private (long, long)? _missed;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public void Put(long offset, byte[] bytes) => _parts.Add((offset, bytes));

        public bool Has(long offset, long count) => Part(offset, count) is not null;

        public (long, long)? TakeMissed()
        {
            var missed = _missed;
            _missed = null;
            return missed;
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var wanted = (int)Math.Min(count, Math.Max(0, length - Position));
            if (wanted == 0)
            {
                return 0;
            }

            if (Part(Position, wanted) is not { } part)
            {
                _missed ??= (Position, wanted);
                return 0;
            }

            Array.Copy(part.Bytes, Position - part.Offset, buffer, offset, wanted);
            Position += wanted;
            return wanted;
        }

        public override long Seek(long offset, SeekOrigin origin) =>
            Position = origin switch
            {
                SeekOrigin.Begin => offset,
                SeekOrigin.Current => Position + offset,
                _ => length + offset,
            };

        public override void Flush() { }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private (long Offset, byte[] Bytes)? Part(long offset, long count) =>
            _parts
                .Where(part => part.Offset <= offset && part.Offset + part.Bytes.Length >= offset + count)
                .Select(part => ((long, byte[])?)part)
                .FirstOrDefault();
    }
}
