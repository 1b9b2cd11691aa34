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

/// <summary>The rows of one location in a batch: a stretch, since a batch is sorted by location.</summary>
internal readonly record struct LocationSlice(int Location, int Start, int End)
{
    public int Rows => End - Start;

    public static IEnumerable<LocationSlice> Of(ObservationBatch batch)
    {
        for (int start = 0, end; start < batch.Rows; start = end)
        {
            end = start + 1;
            while (end < batch.Rows && batch.LocationOf[end] == batch.LocationOf[start])
            {
                end++;
            }

            yield return new LocationSlice(batch.LocationOf[start], start, end);
        }
    }

    /// <summary>Writes what differs from what is known, in the order of the table's key, which is the fastest to write.</summary>
    public AppendResult Append(
        ObservationBatch batch,
        long location,
        long[] variables,
        Dictionary<(long Variable, int Ordinal), double> known,
        ObservationAppend writer
    )
    {
        var result = default(AppendResult);
        foreach (var column in Enumerable.Range(0, variables.Length).OrderBy(index => variables[index]))
        {
            // A missing report is worth a row of its own: it says that the place and period exist. A missing covariate is not.
            var missingIsNews = batch.Variables[column] == Variables.Cases;
            var values = batch.Values[column];
            for (var row = Start; row < End; row++)
            {
                var (ordinal, value) = (batch.OrdinalOf[row], values[row]);
                var isKnown = known.TryGetValue((variables[column], ordinal), out var before);
                if (isKnown ? before.Equals(value) : double.IsNaN(value) && !missingIsNews)
                {
                    result += new AppendResult(0, 0, 0, isKnown ? 1 : 0);
                    continue;
                }

                writer.Write(location, variables[column], ordinal, value);
                result += isKnown ? new AppendResult(0, 1, double.IsNaN(value) ? 1 : 0, 0) : new AppendResult(1, 0, 0, 0);
            }
        }

        return result;
    }
}

/// <summary>
/// The newest known values of some locations: for each, by variable and period; NaN where the value is known to be missing.
/// </summary>
internal sealed class KnownValues
{
    /// <summary>Of the parameter <c>@locations</c>, an array: PostgreSQL takes it as one, for SQLite it is written out.</summary>
    internal static string OldestFirst(Dialect dialect) =>
        $"""
            SELECT location_id, variable_id, period_ordinal, value FROM observation
            WHERE location_id {(dialect == Dialect.Postgres ? "= ANY(@locations)" : "IN @locations")}
            ORDER BY location_id, variable_id, period_ordinal, recorded_at
            """;

    private static readonly Dictionary<(long Variable, int Ordinal), double> Nothing = [];

    private readonly Dictionary<long, Dictionary<(long Variable, int Ordinal), double>> _byLocation = [];

    /// <summary>No entry where nothing was ever said.</summary>
    public Dictionary<(long Variable, int Ordinal), double> Of(long location) => _byLocation.GetValueOrDefault(location, Nothing);

    public static async Task<KnownValues> ReadAsync(Dialect dialect, DbConnection connection, long[] locations)
    {
        await using var reader = await connection.ExecuteReaderAsync(OldestFirst(dialect), new { locations });
        return Read(reader);
    }

    private static KnownValues Read(DbDataReader reader)
    {
        var known = new KnownValues();
        while (reader.Read())
        {
            if (!known._byLocation.TryGetValue(reader.GetInt64(0), out var values))
            {
                known._byLocation[reader.GetInt64(0)] = values = [];
            }

            values[(reader.GetInt64(1), reader.GetInt32(2))] = reader.IsDBNull(3) ? double.NaN : reader.GetDouble(3);
        }

        return known;
    }
}

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

/// <summary>The ids of names in a table of names; those not there yet are added.</summary>
internal static class NameIds
{
    public static async Task<long[]> EnsureAsync(
        Recording recording,
        string table,
        IReadOnlyList<string> names,
        CancellationToken cancellationToken
    )
    {
        // The table's name is a constant of the caller's.
        var rows = await recording.Connection.QueryAsync<(long Id, string Name)>("SELECT id, name FROM " + table);
        var known = rows.ToDictionary(row => row.Name, row => row.Id, StringComparer.Ordinal);
        var next = known.Count == 0 ? 1 : known.Values.Max() + 1;
        await using var writer = recording.Append(table, ["id", "name"]);
        foreach (var name in names.Where(name => !known.ContainsKey(name)).Order(StringComparer.Ordinal).ToArray())
        {
            known[name] = next;
            writer.Add(next++);
            writer.Add(name);
            writer.EndRow();
        }

        await writer.CompleteAsync(cancellationToken);
        return [.. names.Select(name => known[name])];
    }
}
