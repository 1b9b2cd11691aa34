using System.CommandLine;
using System.Text.Json;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Migrations;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Commands;

internal static class PlanCommand
{
    public static Command Create()
    {
        var state = SharedOptions.State();
        var json = SharedOptions.Json();
        var artifact = SharedOptions.Artifact("Plan for this artifact");
        var image = SharedOptions.Image();
        var output = new Option<FileInfo?>("--out")
        {
            Description = "Write the plan, sealed, into a file that deploy --plan carries out.",
            HelpName = "FILE",
        };
        var options = new ReleaseOptions();
        var command = new Command(
            "plan",
            """
            Show what a deployment would do, and change nothing: the release with its tests, what differs from the one that serves, the
            migrations with their SQL and what is wrong with them, whether a rollback stays feasible, each step and the gates that judge.
            Exit code 1 when a gate refuses it already.

            Examples:
              ./pipeline plan
              ./pipeline plan --out release.plan && ./pipeline deploy --plan release.plan
            """
        )
        {
            state,
            json,
            artifact,
            image,
            output,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancel) =>
            {
                using var installation = await EnvironmentOption.OpenAsync(parsed, options.Environment, state, cancel);
                return await ShowAsync(
                    installation,
                    new DeployChoice(parsed.GetValue(artifact), parsed.GetValue(image)),
                    options.Read(parsed),
                    parsed.GetValue(output)?.FullName,
                    parsed.GetValue(json),
                    cancel
                );
            }
        );
        return command;
    }

    /// <summary>Builds, since the artifact is what the plan is about, and for that takes the lock; starts and changes nothing.</summary>
    public static async Task<int> ShowAsync(
        IInstallation installation,
        DeployChoice asked,
        ReleasePolicy policy,
        string? file,
        bool json,
        CancellationToken cancellationToken
    )
    {
        await using var held = await installation.TakeLockAsync("plan", cancellationToken);
        await installation.RequireRightsAsync(cancellationToken);
        var lines = new StepLines(Screen.Create(json: true), installation.Time); // On stderr: stdout is the plan's.
        var candidate = await installation.TakeAsync(asked, lines, cancellationToken);
        var (plan, _) = await new PlanMaker(installation, policy).MakeAsync(candidate, withData: false, cancellationToken);
        if (file is not null)
        {
            PlanFile.Write(file, plan);
        }
        await Console.Out.WriteLineAsync(
            json ? JsonSerializer.Serialize(plan, DeploymentJson.Default.ReleasePlan) : PlanWords.Of(plan, installation.PlanNote)
        );
        return plan.MayPass ? ExitCode.Done : ExitCode.Failed;
    }
}

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
        yield return $"release     commit {release.Commit}, artifact {release.Artifact[..12]}, SBOM "
            + $"{release.Sbom?[..12] ?? "none"}, configuration {release.ConfigurationHash}";
        yield return $"tests       {TestSummary.Words(release.Tests)}";
        yield return $"replaces    {Replaced(plan)}; it is started in slot {plan.Slot}";
        foreach (var change in plan.Changes.DefaultIfEmpty(new ReleaseDiff.Change("nothing", null, null)))
        {
            yield return $"changes     {change.What}"
                + (change is { A: null, B: null } ? "" : $": {change.A ?? "(not set)"} → {change.B ?? "(not set)"}");
        }
        yield return $"model       {plan.Baseline.Model ?? "none serves yet"}"
            + (plan.Baseline.Model is null ? "" : ", as now: a release serves the database's champion");
        yield return "database    "
            + (plan.Schema == plan.Baseline.Schema ? $"stays at schema {plan.Schema}" : $"schema {plan.Baseline.Schema} → {plan.Schema}")
            + $" ({release.Database})";
        foreach (var line in plan.Migrations.SelectMany(Lines))
        {
            yield return "    " + line;
        }
        foreach (var verdict in plan.Verdicts)
        {
            yield return $"gate        {verdict}";
        }
        yield return "rollback    "
            + (
                plan.Rollback.Release is { } back
                    ? $"to release {back} {(plan.Rollback.Feasible ? "stays feasible" : "is NOT feasible")}: "
                    : ""
            )
            + plan.Rollback.Reason;
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            yield return $"step {i + 1, 2}     {plan.Steps[i]}";
        }
    }

    private static string Replaced(ReleasePlan plan) =>
        plan.Baseline.Serves is { } serves
            ? $"release {serves}, which {(plan.Rollback.Warm ? "stays warm" : "makes room for it")}"
            : "nothing: it is the first";

    private static IEnumerable<string> Lines(JudgedMigration migration)
    {
        yield return $"migration {migration.Version} ({migration.Name}): "
            + $"{(migration.Findings.Count == 0 ? "no findings" : $"{migration.Findings.Count} findings")}";
        foreach (var line in migration.Sql.Split('\n'))
        {
            yield return "| " + line;
        }
        foreach (var exception in migration.Exceptions)
        {
            yield return $"exempt from {exception.Rule}: {exception.Reason}";
        }
        foreach (var finding in migration.Findings)
        {
            yield return $"line {finding.Line}: {finding.Rule}: {finding.Problem}. Instead: {finding.Instead}";
        }
    }
}
