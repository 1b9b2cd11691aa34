using MalariaPredictor.Pipeline.Targets.Process.Slots;
using Yarp.ReverseProxy.Forwarder;

namespace MalariaPredictor.Pipeline.Targets.Process.Routing;

/// <summary>
/// One request on its way, which may be sent more than once. One that never reached a slot: as long as it may wait. One that only reads,
/// and of which no answer was begun: a few times, so that an endpoint that always breaks is not asked without end.
/// </summary>
internal sealed class Attempt(long arrived)
{
    /// <summary>A slot that dies leaves several connections that look alive.</summary>
    private const int MostBroken = 3;
    private int _broken;

    /// <summary>Where the request was sent the last time.</summary>
    public SlotInstance? Slot { get; set; }

    /// <summary>Where it failed the last time.</summary>
    public SlotInstance? Failed { get; set; }

    public ClientBody? Body { get; set; }

    /// <summary>When the slot began its answer.</summary>
    public long Answered { get; set; }

    /// <summary>
    /// What the slot took: from the last the client sent to the first of the answer. How slowly a client sends or reads is not the slot's.
    /// </summary>
    public TimeSpan Took(TimeProvider time) =>
        time.GetElapsedTime(Math.Max(arrived, Body?.Ended ?? 0), Answered) is { Ticks: > 0 } took ? took : TimeSpan.Zero;

    public bool IsSafeToRepeat(HttpContext context, IForwarderErrorFeature error) =>
        !context.Response.HasStarted
        && !context.RequestAborted.IsCancellationRequested
        && (NeverConnected(error) || (OnlyReads(context.Request, error) && _broken++ < MostBroken));

    private static bool NeverConnected(IForwarderErrorFeature error) =>
        error.Exception
            is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    private static bool OnlyReads(HttpRequest request, IForwarderErrorFeature error) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.ContentLength is null or 0
        && error.Error is ForwarderError.Request or ForwarderError.RequestCanceled;
}

/// <summary>A request's body as it arrives from the client; remembers whether all of it came and what was wrong with it.</summary>
internal sealed class ClientBody(Stream inner, TimeProvider time) : Stream
{
    /// <summary>The client has sent all of it.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>When the last of it came.</summary>
    public long Ended { get; private set; }

    /// <summary>Malformed, broken off, too slow or too large.</summary>
    public BadHttpRequestException? Fault { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            Ended = time.GetTimestamp();
            IsComplete |= read == 0 && buffer.Length > 0;
            return read;
        }
        catch (BadHttpRequestException fault)
        {
            Fault = fault;
            throw;
        }
        catch (Exception broken) when (broken is IOException or InvalidOperationException or OverflowException)
        {
            Fault = new BadHttpRequestException(broken.Message, StatusCodes.Status400BadRequest, broken);
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
