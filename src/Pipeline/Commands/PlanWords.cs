using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Migrations;

namespace MalariaPredictor.Pipeline.Commands;

/// <summary>A plan for people.</summary>
internal static class PlanWords
{
    /// <param name="plan">The plan.</param>
    /// <param name="note">What making it did besides reading; null for nothing.</param>
    public static string Of(ReleasePlan plan, string? note) => string.Join('\n', Lines(plan, note));

    private static IEnumerable<string> Lines(ReleasePlan plan, string? note)
    {
        var release = plan.Release;
        yield return $"Plan {plan.Seal![..12]}; making it has changed nothing{(note is null ? "" : $" that serves: {note}")}.";
        yield return $"release     commit {release.Commit}, artifact {release.Artifact[..12]}, SBOM {release.Sbom?[..12] ?? "none"}, configuration {release.ConfigurationHash}";
        yield return $"tests       {TestSummary.Words(release.Tests)}";
        yield return $"replaces    {(plan.World.Serves is { } serves ? $"release {serves}, which {(plan.Rollback.Warm ? "stays warm" : "makes room for it")}" : "nothing: it is the first")}; it is started in slot {plan.Slot}";
        foreach (var change in plan.Changes.DefaultIfEmpty(new ReleaseDiff.Change("nothing", null, null)))
        {
            yield return $"changes     {change.What}{(change is { A: null, B: null } ? "" : $": {change.A ?? "(not set)"} → {change.B ?? "(not set)"}")}";
        }
        yield return $"model       {plan.World.Model ?? "none serves yet"}{(plan.World.Model is null ? "" : ", as now: a release serves the database's champion")}";
        yield return $"database    {(plan.Schema == plan.World.Schema ? $"stays at schema {plan.Schema}" : $"schema {plan.World.Schema} → {plan.Schema}")} ({release.Database})";
        foreach (var line in plan.Migrations.SelectMany(Lines))
        {
            yield return "    " + line;
        }
        foreach (var verdict in plan.Verdicts)
        {
            yield return $"gate        {verdict}";
        }
        yield return $"rollback    {(plan.Rollback.Release is { } back ? $"to release {back} {(plan.Rollback.Feasible ? "stays feasible" : "is NOT feasible")}: " : "")}{plan.Rollback.Reason}";
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            yield return $"step {i + 1, 2}     {plan.Steps[i]}";
        }
    }

    private static IEnumerable<string> Lines(JudgedMigration migration)
    {
        yield return $"migration {migration.Version} ({migration.Name}): {(migration.Findings.Count == 0 ? "nothing to object to" : $"{migration.Findings.Count} findings")}";
        foreach (var line in migration.Sql.Split('\n'))
        {
            yield return "| " + line;
        }
        foreach (var exception in migration.Exceptions)
        {
            yield return $"excused from {exception.Rule}: {exception.Reason}";
        }
        foreach (var finding in migration.Findings)
        {
            yield return $"line {finding.Line}: {finding.Rule}: {finding.Problem}. Instead: {finding.Instead}";
        }
    }
}
