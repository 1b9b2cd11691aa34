using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations.Rules;

/// <summary>What is known at a statement of a migration from those before it, and what is objected to.</summary>
internal sealed class LintSubject(SqlDialect dialect, HashSet<string> hypertables)
{
    private readonly HashSet<string> _made = [];
    private readonly List<LintObjection> _objections = [];

    public SqlDialect Dialect => dialect;

    public bool IsPostgres => dialect == SqlDialect.Postgres;

    /// <summary>Constraints that this migration added without looking at the rows.</summary>
    public HashSet<string> Unvalidated { get; } = [];

    /// <summary>True from a SET lock_timeout on: whatever waits for a lock gives up in time.</summary>
    public bool GivesUpOnLocks { get; set; }

    /// <summary>True for a table that was there before this migration: others read and write it.</summary>
    public bool IsShared(string table) => !_made.Contains(table);

    public bool IsHypertable(string table) => hypertables.Contains(table);

    public void Made(string table) => _made.Add(table);

    public void MadeHypertable(string table) => hypertables.Add(table);

    public void Object(LintRule rule, string problem) => _objections.Add(new LintObjection(rule, problem));

    /// <summary>
    /// A statement waits for a lock on a table that others use. SQLite has no such setting: a writer waits for the busy timeout of its
    /// connection.
    /// </summary>
    public void Locks(string table)
    {
        if (!IsPostgres || GivesUpOnLocks || !IsShared(table))
        {
            return;
        }
        Object(LintRule.LockTimeout, $"it waits for a lock on {table} without end, and every request queues behind it");
        GivesUpOnLocks = true; // Said once for a migration.
    }

    /// <summary>The objections since the last time.</summary>
    public IReadOnlyList<LintObjection> Take()
    {
        var taken = _objections.ToList();
        _objections.Clear();
        return taken;
    }
}

/// <summary>What a statement would do that a rule forbids.</summary>
internal readonly record struct LintObjection(LintRule Rule, string Problem);
