using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations.Rules;

/// <summary>
/// Indexes: built in the ordinary way they stop every write to their table; on a hypertable the concurrent way does not exist.
/// </summary>
internal static class IndexRules
{
    public static void Create(SqlReader statement, LintSubject subject)
    {
        var unique = statement.Take("UNIQUE");
        statement.Take("INDEX");
        var concurrently = statement.Take("CONCURRENTLY");
        while (!statement.IsAtEnd && !statement.Is("ON"))
        {
            statement.Skip();
        }
        statement.Take("ON");
        statement.Take("ONLY");
        var table = statement.Name(subject.Dialect);
        if (!subject.IsPostgres || !subject.IsShared(table))
        {
            return; // In SQLite an index has no other way; on a table of this migration's own nobody waits.
        }
        if (subject.IsHypertable(table))
        {
            if (unique || concurrently || !ChunkByChunk(statement))
            {
                subject.Object(
                    LintRule.HypertableIndex,
                    $"{table} is a hypertable: "
                        + (
                            concurrently ? "CONCURRENTLY is refused on it"
                            : unique ? "a unique index locks all its chunks"
                            : "the index locks all its chunks until it is built"
                        )
                );
            }
        }
        else if (!concurrently)
        {
            subject.Object(LintRule.Index, $"the index stops every write to {table} until it is built");
        }
    }

    public static void Drop(SqlReader statement, LintSubject subject)
    {
        if (subject.IsPostgres && !statement.Take("CONCURRENTLY"))
        {
            subject.Object(LintRule.Index, "dropping an index waits for, and then stops, everybody who uses its table");
        }
    }

    public static void Rebuild(SqlReader statement, LintSubject subject)
    {
        if (!statement.Rest.Any(token => token.Is("CONCURRENTLY")))
        {
            subject.Object(LintRule.Index, "building an index anew stops every write to its table");
        }
    }

    private static bool ChunkByChunk(SqlReader statement) =>
        statement.Rest.Any(token => token.Is("transaction_per_chunk"))
        && !statement
            .Rest.SkipWhile(token => !token.Is("transaction_per_chunk"))
            .Skip(1)
            .Take(2)
            .Any(token => token.Is("false") || token.Is("off"));
}
