namespace MalariaPredictor.Pipeline.Targets.Process.Routing;

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
