namespace MalariaPredictor.Backend.Storage.Engines;

/// <summary>
/// Appends rows to a table: the values of a row in the order of its columns, then <see cref="EndRow"/>; at last
/// <see cref="CompleteAsync"/>.
/// </summary>
internal abstract class RowWriter : IAsyncDisposable
{
    public abstract void Add(long value);

    public abstract void Add(int value);

    /// <summary>NaN is stored as null.</summary>
    public abstract void Add(double value);

    public abstract void Add(string value);

    public abstract void EndRow();

    /// <summary>Without it, what was written is not there.</summary>
    public abstract Task CompleteAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
