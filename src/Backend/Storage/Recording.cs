using System.Data.Common;
using Dapper;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Storage;

/// <summary>
/// One transaction that makes something known: a source file, its places, its observations. All of it at one instant, which is
/// later than any before; all of it or, without <see cref="CommitAsync"/>, nothing.
/// </summary>
public sealed class Recording : IAsyncDisposable
{
    /// <summary>So many values are compared with what is known, and written, at a time.</summary>
    private const int ValuesAtOnce = 100_000;

    private readonly IEngine _engine;
    private readonly DbConnection _connection;
    private DbTransaction? _transaction;

    private Recording(IEngine engine, DbConnection connection) => (_engine, _connection) = (engine, connection);

    /// <summary>When all of this becomes known.</summary>
    public DateTimeOffset RecordedAt { get; private set; }

    internal DbConnection Connection => _connection;

    internal Dialect Dialect => _engine.Dialect;

    /// <summary>Waits for its turn to write, then begins.</summary>
    public static async Task<Recording> BeginAsync(Database database, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        var recording = new Recording(database.Engine, await database.OpenAsync(cancellationToken));
        try
        {
            await recording.BeginAsync(clock, cancellationToken);
            return recording;
        }
        catch
        {
            await recording.DisposeAsync();
            throw;
        }
    }

    /// <summary>Notes where the observations come from; returns the source's id.</summary>
    /// <exception cref="UserFacingException">It is simulated and the database holds real observations, or the other way round.</exception>
    public async Task<long> AddSourceAsync(string name, string sha256, long rows, bool simulated, string warningsJson)
    {
        if (
            await _connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM source_file WHERE simulated <> @simulated", new { simulated })
            > 0
        )
        {
            throw new UserFacingException(
                $"The database holds {(simulated ? "real" : "simulated")} observations, and {name} holds "
                    + $"{(simulated ? "simulated" : "real")} ones: they are never mixed.",
                "Import it into another database, by setting DATABASE_URL."
            );
        }

        return await _connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO source_file (id, name, sha256, recorded_at, rows, simulated, warnings)
            SELECT COALESCE(MAX(id), 0) + 1, @name, @sha256, @recordedAt, @rows, @simulated, @warningsJson FROM source_file RETURNING id
            """,
            new
            {
                name,
                sha256,
                recordedAt = Instant.ToStored(RecordedAt),
                rows,
                simulated,
                warningsJson,
            }
        );
    }

    /// <summary>Takes a source back that turned out to bring nothing.</summary>
    public Task RemoveSourceAsync(long source) => _connection.ExecuteAsync("DELETE FROM source_file WHERE id = @source", new { source });

    /// <summary>Appends what is new or different; identical values need no row.</summary>
    /// <param name="batch">What was observed.</param>
    /// <param name="source">From <see cref="AddSourceAsync"/>.</param>
    /// <param name="progress">Told the share done, 0…1.</param>
    /// <param name="cancellationToken">Ends it; nothing is kept.</param>
    /// <exception cref="UserFacingException">The database holds weeks and the batch months, or the other way round.</exception>
    public async Task<AppendResult> AppendAsync(
        ObservationBatch batch,
        long source,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        await RequireSamePeriodsAsync(batch.PeriodType);
        var locations = await NameIds.EnsureAsync(this, "location", batch.Locations, cancellationToken);
        var variables = await NameIds.EnsureAsync(this, "variable", batch.Variables, cancellationToken);
        var result = default(AppendResult);
        var byLocation = LocationSlice.Of(batch).OrderBy(slice => locations[slice.Location]).ToArray();
        var rowsAtOnce = Math.Max(1, ValuesAtOnce / Math.Max(1, variables.Length));
        for (int start = 0, end; start < byLocation.Length; start = end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            end = start + 1;
            for (var rows = byLocation[start].Rows; end < byLocation.Length && rows + byLocation[end].Rows <= rowsAtOnce; end++)
            {
                rows += byLocation[end].Rows;
            }

            result += await AppendAsync(
                batch,
                new ArraySegment<LocationSlice>(byLocation, start, end - start),
                locations,
                variables,
                source,
                cancellationToken
            );
            progress?.Report((double)end / byLocation.Length);
        }

        return result;
    }

    /// <summary>Keeps it all.</summary>
    public Task CommitAsync(CancellationToken cancellationToken = default) => _transaction!.CommitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
        {
            await _transaction.DisposeAsync();
        }

        await _connection.DisposeAsync();
    }

    /// <summary>The fastest way to append rows within this transaction.</summary>
    internal RowWriter Append(string table, IReadOnlyList<string> columns) => _engine.Append(_connection, table, columns);

    private async Task BeginAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        await SchemaState.RequireAsync(_connection);
        _transaction = await _engine.BeginWriteAsync(_connection, cancellationToken);
        RecordedAt = await Vintage.NextAsync(_connection, clock.GetUtcNow());
    }

    private async Task<AppendResult> AppendAsync(
        ObservationBatch batch,
        IReadOnlyList<LocationSlice> slices,
        long[] locations,
        long[] variables,
        long source,
        CancellationToken cancellationToken
    )
    {
        var known = await KnownValues.ReadAsync(_engine.Dialect, _connection, [.. slices.Select(slice => locations[slice.Location])]);
        var result = default(AppendResult);
        await using var writer = new ObservationAppend(this, batch.PeriodType, source);
        foreach (var slice in slices)
        {
            var location = locations[slice.Location];
            result += slice.Append(batch, location, variables, known.Of(location), writer);
        }

        await writer.CompleteAsync(cancellationToken);
        return result;
    }

    private async Task RequireSamePeriodsAsync(PeriodType type)
    {
        if (await Observations.PeriodTypeAsync(_connection) is { } held && held != type)
        {
            throw new UserFacingException(
                $"The database holds {held.Plural()}, and these observations are {type.Plural()}: one database holds one of the two.",
                "Import them into another database, by setting DATABASE_URL."
            );
        }
    }
}
