using System.Globalization;
using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations;

/// <summary>The migrations that lie between a database and a release, judged.</summary>
/// <param name="Dialect">The kind of database.</param>
/// <param name="From">The schema the database has.</param>
/// <param name="Migrations">Those above it, oldest first.</param>
/// <param name="OldestReader">The schema that a release must know at least to read the database after them; null when they do not change
/// that.</param>
internal sealed record MigrationReview(SqlDialect Dialect, long From, IReadOnlyList<JudgedMigration> Migrations, long? OldestReader)
{
    private const string ReaderTable = "schema_reader";

    public IEnumerable<Finding> Findings => Migrations.SelectMany(migration => migration.Findings);

    /// <param name="scripts">Every migration of an artifact: those that are applied already tell which tables are hypertables.</param>
    /// <param name="from">The schema the database has.</param>
    /// <param name="dialect">The kind of database.</param>
    /// <param name="hypertables">Those that the database itself reports.</param>
    public static MigrationReview Of(IReadOnlyList<MigrationScript> scripts, long from, SqlDialect dialect, IEnumerable<string> hypertables)
    {
        var lint = new MigrationLint(dialect, hypertables);
        List<JudgedMigration> pending =
        [
            .. scripts.OrderBy(script => script.Version).Select(lint.Judge).Where(judged => judged.Version > from),
        ];
        return new MigrationReview(dialect, from, pending, pending.Max(migration => Reader(migration.Sql, dialect)));
    }

    /// <summary>What a migration writes into the table of readers: INSERT INTO schema_reader (oldest_reader) VALUES (N).</summary>
    private static long? Reader(string sql, SqlDialect dialect) =>
        (
            from statement in SqlScript.Read(sql, dialect)
            let reader = new SqlReader(statement.Tokens)
            where reader.Take("INSERT", "INTO") && reader.Name(dialect) == ReaderTable
            select (long?)long.Parse(reader.Rest.Last(token => token.Kind == SqlTokenKind.Number).Text, CultureInfo.InvariantCulture)
        ).Max();
}
