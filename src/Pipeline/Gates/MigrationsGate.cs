using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Gates;

/// <summary>The migrations only expand, and lock or rewrite nothing that others use. Judged by their SQL, before any of it runs.</summary>
internal sealed class MigrationsGate(DatabaseOutlook outlook) : IGate
{
    public const string Called = "migrations";
    private const int Shown = 3;

    public string Name => Called;

    public string Judges =>
        "no migration takes away, renames or tightens what the running release uses, or locks or rewrites a large table";

    public Task<Verdict> JudgeAsync(CancellationToken cancellationToken) => Task.FromResult(Judge());

    private Verdict Judge()
    {
        var review = outlook.Review;
        if (review.Migrations.Count == 0)
        {
            return Verdict.Pass("none is to be applied");
        }
        if (outlook.Now.Version == 0)
        {
            return Verdict.Pass($"{review.Migrations.Count} make a new database, which nobody uses yet");
        }
        var findings = review.Findings.ToList();
        if (findings.Count > 0)
        {
            return Verdict.Fail(
                string.Join(
                    "; ",
                    findings
                        .Take(Shown)
                        .Select(finding =>
                            $"migration {finding.Migration} ({finding.Name}), line {finding.Line}: {finding.Rule}: {finding.Problem} "
                            + $"[{finding.Statement}]. Instead: {finding.Instead}"
                        )
                ) + (findings.Count > Shown ? $"; and {findings.Count - Shown} more (./pipeline lint-migrations shows all)" : "")
            );
        }
        var exceptions = review.Migrations.SelectMany(migration =>
            migration.Exceptions.Select(exception => $"; migration {migration.Version} is exempt from {exception.Rule}: {exception.Reason}")
        );
        return Verdict.Pass(
            $"{review.Migrations.Count} to be applied "
                + $"({string.Join(", ", review.Migrations.Select(migration => $"{migration.Version} {migration.Name}"))}), nothing to "
                + $"object to{string.Concat(exceptions)}"
        );
    }
}
