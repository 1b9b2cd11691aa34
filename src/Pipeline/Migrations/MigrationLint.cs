using MalariaPredictor.Pipeline.Migrations.Rules;
using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations;

/// <summary>
/// Judges migrations by their SQL: may they run while a release works on the database, and may that release come back after them?
/// </summary>
internal sealed class MigrationLint(SqlDialect dialect, IEnumerable<string> hypertables)
{
    private readonly HashSet<string> _hypertables = [.. hypertables];

    /// <summary>
    /// Judges one migration. One after the other, in order: what an earlier one made a hypertable is one for those after it.
    /// </summary>
    public JudgedMigration Judge(MigrationScript script)
    {
        var subject = new LintSubject(dialect, _hypertables);
        var (findings, exceptions) = (new List<Finding>(), new List<Allowance>());
        foreach (var statement in SqlScript.Read(script.Sql, dialect))
        {
            var (claimed, wrong) = Allowance.Of(statement);
            var objections = Judge(statement, subject);
            exceptions.AddRange(claimed);
            findings.AddRange(
                from objection in (IEnumerable<LintObjection>)
                    [
                        .. objections.Where(objection => claimed.All(allowance => allowance.Rule != objection.Rule.Name)),
                        .. wrong.Select(problem => new LintObjection(LintRule.Exception, problem)),
                        .. claimed
                            .Where(allowance => objections.All(objection => objection.Rule.Name != allowance.Rule))
                            .Select(unused => new LintObjection(
                                LintRule.Exception,
                                $"the exception from {unused.Rule} matches nothing here"
                            )),
                    ]
                select new Finding(
                    script.Version,
                    script.Name,
                    statement.Line,
                    statement.Excerpt,
                    objection.Rule.Name,
                    objection.Problem,
                    objection.Rule.SafeWay(dialect)
                )
            );
        }
        return new JudgedMigration(script.Version, script.Name, script.Sql, findings, exceptions);
    }

    private static IReadOnlyList<LintObjection> Judge(SqlStatement statement, LintSubject subject)
    {
        if (!statement.IsWhole)
        {
            subject.Object(LintRule.NotUnderstood, "a quote, a comment or a bracket has no end");
        }
        else if (statement.Tokens.Count > 0)
        {
            StatementRules.Judge(new SqlReader(statement.Tokens), subject);
        }
        return subject.Take();
    }
}
