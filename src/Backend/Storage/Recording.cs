using System.Data.Common;
using Dapper;
using MalariaPredictor.Forecasting.Series;
using Microsoft.Data.Sqlite;

namespace MalariaPredictor.Backend.Storage;

/// <summary>
/// One transaction that makes something known: a source file, its places, its observations. All of it at one instant, which is
/// later than any before; all of it or, without <see cref="CommitAsync"/>, nothing.
/// </summary>
public sealed class Recording : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private DbTransaction? _transaction;

    private Recording(DbConnection connection) => _connection = connection;

    /// <summary>When all of this becomes known.</summary>
    public DateTimeOffset RecordedAt { get; private set; }

    internal DbConnection Connection => _connection;

    internal DbTransaction Transaction => _transaction!;

    /// <summary>Waits for its turn to write, then begins.</summary>
    public static async Task<Recording> BeginAsync(Database database, TimeProvider clock, CancellationToken stop = default)
    {
        var recording = new Recording(await database.OpenAsync(stop));
        try
        {
            await recording.BeginAsync(clock, stop);
            return recording;
        }
        catch
        {
            await recording.DisposeAsync();
            throw;
        }
    }

    /// <summary>Notes where the observations come from; returns the source's id.</summary>
    public Task<long> AddSourceAsync(string name, string sha256, long rows, bool simulated, string warningsJson) =>
        _connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO source_file (name, sha256, recorded_at, rows, simulated, warnings)
            VALUES (@name, @sha256, @recordedAt, @rows, @simulated, @warningsJson) RETURNING id
            """,
            new { name, sha256, recordedAt = Instant.ToStored(RecordedAt), rows, simulated = simulated ? 1 : 0, warningsJson },
            Transaction);

    /// <summary>Takes a source back that turned out to bring nothing.</summary>
    public Task RemoveSourceAsync(long source) =>
        _connection.ExecuteAsync("DELETE FROM source_file WHERE id = @source", new { source }, Transaction);

    /// <summary>Appends what is new or different; identical values need no row.</summary>
    /// <param name="batch">What was observed.</param>
    /// <param name="source">From <see cref="AddSourceAsync"/>.</param>
    /// <param name="progress">Told the share done, 0…1.</param>
    /// <param name="stop">Ends it; nothing is kept.</param>
    /// <exception cref="UserFacingException">The database holds weeks and the batch months, or the other way round.</exception>
    public async Task<AppendResult> AppendAsync(
        ObservationBatch batch, long source, IProgress<double>? progress = null, CancellationToken stop = default)
    {
        await RequireSamePeriodsAsync(batch.PeriodType);
        var locations = await NameIds.EnsureAsync(this, "location", batch.Locations);
        var variables = await NameIds.EnsureAsync(this, "variable", batch.Variables);
        using var writer = new ObservationWriter((SqliteConnection)_connection, batch.PeriodType, RecordedAt, source);
        var result = default(AppendResult);
        var byLocation = LocationSlice.Of(batch).OrderBy(slice => locations[slice.Location]).ToArray();
        foreach (var (slice, index) in byLocation.Select((slice, index) => (slice, index)))
        {
            stop.ThrowIfCancellationRequested();
            var known = await KnownValues.OfAsync(this, locations[slice.Location]);
            result += slice.Append(batch, locations[slice.Location], variables, known, writer);
            progress?.Report((index + 1d) / byLocation.Length);
        }

        return result;
    }

    /// <summary>Keeps it all.</summary>
    public Task CommitAsync(CancellationToken stop = default) => Transaction.CommitAsync(stop);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
        {
            await _transaction.DisposeAsync();
        }

        await _connection.DisposeAsync();
    }

    private async Task BeginAsync(TimeProvider clock, CancellationToken stop)
    {
        await SchemaState.RequireAsync(_connection);
        _transaction = await _connection.BeginTransactionAsync(stop);

        // A clock set back, or two recordings within one millisecond, must not blur which came later.
        var last = await _connection.ExecuteScalarAsync<long?>("SELECT MAX(recorded_at) FROM source_file", transaction: _transaction);
        RecordedAt = Instant.FromStored(Math.Max(Instant.ToStored(clock.GetUtcNow()), (last ?? 0) + 1));
    }

    private async Task RequireSamePeriodsAsync(PeriodType type)
    {
        if (await Observations.PeriodTypeAsync(_connection, _transaction) is { } held && held != type)
        {
            throw new UserFacingException(
                $"The database holds {held.Plural()}, and these observations are {type.Plural()}: one database holds one of the two.",
                "Import them into another database, by setting DATABASE_URL.");
        }
    }
}
