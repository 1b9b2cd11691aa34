using FluentMigrator.Runner;
using FluentMigrator.Runner.Logging;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>Keeps the SQL that a migration runner announces.</summary>
internal sealed class SqlCollector() : FluentMigratorLogger(new FluentMigratorLoggerOptions { ShowSql = true })
{
    private readonly List<string> _statements = [];

    public IReadOnlyList<string> Statements => _statements;

    protected override void WriteSql(string sql) => _statements.Add(sql.Trim().TrimEnd(';') + ";");

    protected override void WriteError(string message) => throw new InvalidOperationException(message);

    protected override void WriteError(Exception exception) => throw new InvalidOperationException(exception.Message, exception);

    protected override void WriteEmptySql() { }

    protected override void WriteHeading(string message) { }

    protected override void WriteEmphasize(string message) { }

    protected override void WriteElapsedTime(TimeSpan timeSpan) { }

    protected override void WriteSay(string message) { }
}
