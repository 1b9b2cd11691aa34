using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations.Rules;

/// <summary>What is not done while a release runs on the database, and how the same is reached safely.</summary>
/// <param name="Name">By which an exception names it.</param>
/// <param name="Instead">The safe way in PostgreSQL.</param>
/// <param name="InSqlite">The safe way in SQLite; null where it is the same.</param>
internal sealed record LintRule(string Name, string Instead, string? InSqlite = null)
{
    public static readonly LintRule DropTable = new(
        "drop-table",
        Later("drop-table"),
        "add columns with ALTER TABLE … ADD COLUMN instead of building the table anew; " + Later("drop-table")
    );

    public static readonly LintRule DropColumn = new("drop-column", Later("drop-column"));

    public static readonly LintRule DropConstraint = new(
        "drop-constraint",
        "see that no ON CONFLICT of the running release rests on it, and say so: \"-- lint-allow: drop-constraint because …\""
    );

    public static readonly LintRule DropDefault = new(
        "drop-default",
        "keep the default until no release that leaves the column out can come back; then drop it with an exception that says so"
    );

    public static readonly LintRule RenameTable = new(
        "rename-table",
        "make a new table (or a view with the new name) and write to both; drop the old one in a later release"
    );

    public static readonly LintRule RenameColumn = new(
        "rename-column",
        "add a new column, write to both, fill it in batches, read the new one; drop the old one in a later release"
    );

    public static readonly LintRule NotNull = new(
        "not-null",
        "give a new column a constant DEFAULT, or leave it nullable; for one that is there: ADD CONSTRAINT … CHECK (… IS NOT NULL) NOT "
            + "VALID, VALIDATE it in the next migration, "
            + "SET NOT NULL after that with an exception that names the constraint",
        "give the new column a constant DEFAULT, or leave it nullable"
    );

    public static readonly LintRule ColumnType = new(
        "column-type",
        "add a column of the new type, write to both, fill it in batches, read the new one; drop the old one in a later release"
    );

    public static readonly LintRule Index = new(
        "index-concurrently",
        "CREATE INDEX CONCURRENTLY (or DROP, REINDEX … CONCURRENTLY), alone in a migration without transaction"
    );

    public static readonly LintRule HypertableIndex = new(
        "hypertable-index",
        "CREATE INDEX … WITH (timescaledb.transaction_per_chunk), alone in a migration without transaction: it locks one chunk at a time"
    );

    public static readonly LintRule Hypertable = new(
        "hypertable-of-existing",
        "make a new table, create_hypertable on it while it is empty, write to both, copy in batches, read the new one"
    );

    public static readonly LintRule LockTimeout = new(
        "lock-timeout",
        "begin the migration with SET LOCAL lock_timeout = '5s': rather fail and be run again than stand in front of every reader"
    );

    public static readonly LintRule Constraint = new(
        "constraint-not-valid",
        "ADD CONSTRAINT … NOT VALID, and VALIDATE CONSTRAINT in the next migration; for UNIQUE and PRIMARY KEY: CREATE UNIQUE INDEX "
            + "CONCURRENTLY, then ADD CONSTRAINT … USING INDEX"
    );

    public static readonly LintRule ValidateApart = new(
        "validate-apart",
        "VALIDATE CONSTRAINT in a migration after the one that adds it: in the same transaction the stronger lock is held while all rows "
            + "are read"
    );

    public static readonly LintRule Rewrite = new(
        "rewrite",
        "add the column without it (nullable, or with a constant DEFAULT), set the DEFAULT for new rows in a statement after it, and fill "
            + "the old rows in batches",
        "add the column with a constant DEFAULT or none, and fill the old rows in batches; VACUUM while nothing is released"
    );

    public static readonly LintRule MassChange = new(
        "mass-change",
        "change rows in batches from a command that can be repeated, not in the migration's one transaction"
    );

    public static readonly LintRule ExplicitLock = new("explicit-lock", "leave the lock to the statement that needs it");

    public static readonly LintRule NotUnderstood = new(
        "not-understood",
        "write it as plain statements that can be judged; where that is not possible, say why it is safe: \"-- lint-allow: not-understood "
            + "because …\""
    );

    public static readonly LintRule Exception = new(
        "exception",
        "write \"-- lint-allow: RULE because REASON\" right before the one statement it is for; remove it where nothing needs it"
    );

    public static IReadOnlyList<LintRule> All { get; } =
    [
        DropTable,
        DropColumn,
        DropConstraint,
        DropDefault,
        RenameTable,
        RenameColumn,
        NotNull,
        ColumnType,
        Index,
        HypertableIndex,
        Hypertable,
        LockTimeout,
        Constraint,
        ValidateApart,
        Rewrite,
        MassChange,
        ExplicitLock,
        NotUnderstood,
        Exception,
    ];

    public string SafeWay(SqlDialect dialect) => dialect == SqlDialect.Sqlite ? InSqlite ?? Instead : Instead;

    private static string Later(string rule) =>
        $"first release what does not use it any more; a later release drops it, with the exception \"-- lint-allow: {rule} because …\" "
        + "naming that release";
}
