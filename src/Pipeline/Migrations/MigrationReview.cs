using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using MalariaPredictor.Pipeline.Migrations.Rules;
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

/// <summary>A migration with what the lint says of it.</summary>
/// <param name="Version">The schema it leads to.</param>
/// <param name="Name">What it brings.</param>
/// <param name="Sql">What it runs.</param>
/// <param name="Findings">What it must not do; none when it may run.</param>
/// <param name="Exceptions">The rules it breaks with a reason.</param>
internal sealed record JudgedMigration(
    long Version,
    string Name,
    string Sql,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<Allowance> Exceptions
);

/// <summary>Something in a migration that must not run beside a release, or not on a large table.</summary>
/// <param name="Migration">The schema the migration leads to.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Line">In its script, from 1.</param>
/// <param name="Statement">The beginning of the statement.</param>
/// <param name="Rule">The rule's name, by which an exception names it.</param>
/// <param name="Problem">What would happen.</param>
/// <param name="Instead">The safe way.</param>
internal sealed record Finding(long Migration, string Name, int Line, string Statement, string Rule, string Problem, string Instead)
{
    public override string ToString() =>
        $"migration {Migration} ({Name}), line {Line}: {Rule}: {Problem}\n    {Statement}\n    Instead: {Instead}";
}

/// <summary>The SQL of one migration, as the artifact that carries it prints it.</summary>
/// <param name="Version">The schema it leads to.</param>
/// <param name="Name">What it brings.</param>
/// <param name="Sql">Its statements in order.</param>
internal sealed record MigrationScript(long Version, string Name, string Sql);

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

/// <summary>Migrations and what the lint finds in them, as JSON.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(MigrationScript[]))]
[JsonSerializable(typeof(MigrationReview[]))]
internal sealed partial class MigrationJson : JsonSerializerContext;

/// <summary>
/// An exception that a migration claims for its next statement: <c>-- lint-allow: RULE because REASON</c>. The reason is what a reviewer
/// reads, and what the plan shows.
/// </summary>
internal sealed partial record Allowance(string Rule, string Reason)
{
    /// <summary>The exceptions that a statement's comments claim, and what is wrong with those comments.</summary>
    public static (IReadOnlyList<Allowance> Claimed, IReadOnlyList<string> Wrong) Of(SqlStatement statement)
    {
        var (claimed, wrong) = (new List<Allowance>(), new List<string>());
        foreach (var line in statement.Comments.SelectMany(comment => comment.Text.Split('\n')).Where(line => Mark().IsMatch(line)))
        {
            if (Form().Match(line) is not { Success: true } match)
            {
                wrong.Add("the exception is not of the form \"-- lint-allow: RULE because REASON\"");
            }
            else if (LintRule.All.All(rule => rule.Name != match.Groups["rule"].Value))
            {
                wrong.Add(
                    $"there is no rule '{match.Groups["rule"].Value}'; known are "
                        + $"{string.Join(", ", LintRule.All.Select(rule => rule.Name))}"
                );
            }
            else
            {
                claimed.Add(new Allowance(match.Groups["rule"].Value, match.Groups["reason"].Value));
            }
        }
        return (claimed, wrong);
    }

    [GeneratedRegex(@"lint-allow\b", RegexOptions.IgnoreCase)]
    private static partial Regex Mark();

    // The runner ends every statement by a semicolon, also one that is only this comment.
    [GeneratedRegex(@"lint-allow:\s*(?<rule>[a-z-]+)\s+because\s+(?<reason>\S.*?)[\s;]*(\*/)?[\s;]*$")]
    private static partial Regex Form();
}
