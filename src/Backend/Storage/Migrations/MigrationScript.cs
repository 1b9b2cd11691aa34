using FluentMigrator;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Logging;
using FluentMigrator.Runner.Processors;
using MalariaPredictor.Backend.Storage.Engines;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>The SQL that one migration runs, written down without any database.</summary>
/// <param name="Version">The schema it leads to.</param>
/// <param name="Name">What it brings.</param>
/// <param name="Sql">Its statements in order, each ended by a semicolon; the last notes the schema.</param>
internal sealed record MigrationScript(long Version, string Name, string Sql)
{
    /// <summary>The scripts of the migrations above a schema, oldest first.</summary>
    public static IEnumerable<MigrationScript> Above(long schema, Dialect dialect) =>
        from migration in MigrationList.All
        where migration.Version > schema
        select new MigrationScript(migration.Version, migration.Name, string.Join('\n', Statements(migration.Version, dialect)));

    private static IReadOnlyList<string> Statements(long version, Dialect dialect)
    {
        var written = new SqlCollector();
        using var services = new ServiceCollection()
            .AddFluentMigratorCore()
            .ConfigureRunner(runner =>
                (dialect == Dialect.Postgres ? runner.AddPostgres() : runner.AddSQLite())
                    .WithVersionTable(new SchemaVersionTable())
                    .ScanIn(typeof(MigrationScript).Assembly)
                    .For.Migrations()
            )
            // Without a connection the runner takes what is below the start for applied.
            .Configure<RunnerOptions>(options => (options.NoConnection, options.StartVersion) = (true, version))
            .AddScoped<IProcessorAccessor>(scoped => new Unconnected(
                ActivatorUtilities.CreateInstance<ConnectionlessProcessor>(scoped, written, Names(dialect))
            ))
            .BuildServiceProvider(validateScopes: false);
        using var scope = services.CreateScope();
        scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp(version);
        return written.Statements;
    }

    /// <summary>By which a migration may ask what it is written for.</summary>
    private static IReadOnlyCollection<string> Names(Dialect dialect) =>
        dialect == Dialect.Postgres ? [ProcessorIdConstants.PostgreSQL, ProcessorIdConstants.Postgres] : [ProcessorIdConstants.SQLite];

    private sealed record Unconnected(IMigrationProcessor Processor) : IProcessorAccessor;
}

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
