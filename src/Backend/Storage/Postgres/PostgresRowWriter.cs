using MalariaPredictor.Backend.Storage.Engines;
using Npgsql;
using NpgsqlTypes;

namespace MalariaPredictor.Backend.Storage.Postgres;

/// <summary>A binary COPY, begun with the first row: where there is none, nothing is sent.</summary>
internal sealed class PostgresRowWriter(NpgsqlConnection connection, string table, IReadOnlyList<string> columns) : RowWriter
{
    private NpgsqlBinaryImporter? _copy;
    private bool _inRow;

    // Values go into a buffer, which is flushed now and then: awaiting each of a million would cost more than writing it.
    public override void Add(long value) => Row().Write(value, NpgsqlDbType.Bigint);

    public override void Add(int value) => Row().Write(value, NpgsqlDbType.Integer);

    public override void Add(double value)
    {
        if (double.IsNaN(value))
        {
            Row().WriteNull();
        }
        else
        {
            Row().Write(value, NpgsqlDbType.Double);
        }
    }

    public override void Add(string value) => Row().Write(value, NpgsqlDbType.Text);

    public override void EndRow() => _inRow = false;

    public override async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_copy is not null)
        {
            await _copy.CompleteAsync(cancellationToken);
        }
    }

    // A COPY that was not completed is cancelled here, and takes its transaction with it.
    public override ValueTask DisposeAsync() => _copy?.DisposeAsync() ?? ValueTask.CompletedTask;

    private NpgsqlBinaryImporter Row()
    {
        _copy ??= connection.BeginBinaryImport($"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)");
        if (!_inRow)
        {
            _copy.StartRow();
            _inRow = true;
        }

        return _copy;
    }
}
