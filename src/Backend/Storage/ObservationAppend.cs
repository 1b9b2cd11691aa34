using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Storage;

/// <summary>Appends observations of one source, all recorded at one time.</summary>
internal sealed class ObservationAppend(Recording recording, PeriodType type, long source) : IAsyncDisposable
{
    private static readonly string[] Columns =
    [
        "location_id",
        "variable_id",
        "period_ordinal",
        "value",
        "period_type",
        "recorded_at",
        "source_id",
    ];

    private readonly RowWriter _rows = recording.Append("observation", Columns);
    private readonly long _recordedAt = Instant.ToStored(recording.RecordedAt);

    /// <param name="location">Its id.</param>
    /// <param name="variable">Its id.</param>
    /// <param name="ordinal">The period.</param>
    /// <param name="value">NaN where it is known to be missing.</param>
    public void Write(long location, long variable, int ordinal, double value)
    {
        _rows.Add(location);
        _rows.Add(variable);
        _rows.Add(ordinal);
        _rows.Add(value);
        _rows.Add((int)type);
        _rows.Add(_recordedAt);
        _rows.Add(source);
        _rows.EndRow();
    }

    public Task CompleteAsync(CancellationToken cancellationToken) => _rows.CompleteAsync(cancellationToken);

    public ValueTask DisposeAsync() => _rows.DisposeAsync();
}
