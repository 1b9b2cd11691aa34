using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Migrations;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>
/// All that a deployment will do, written down before anything is done. Carried out only as long as the world is as it was.
/// </summary>
/// <param name="Made">When.</param>
/// <param name="By">Whose command made it.</param>
/// <param name="Release">What becomes a release; its id is not known yet.</param>
/// <param name="World">What the plan rests on.</param>
/// <param name="Slot">Where the release is started.</param>
/// <param name="Changes">What differs from the release that serves.</param>
/// <param name="Schema">The database's schema after the migrations.</param>
/// <param name="Migrations">Those that are applied, with their SQL and what the lint says.</param>
/// <param name="Verdicts">Of the gates that can judge already.</param>
/// <param name="Rollback">Whether the release that serves can be gone back to afterwards.</param>
/// <param name="Steps">What is done, in order, with the gates that judge on the way.</param>
/// <param name="Seal">Over all of the above: the plan's digest.</param>
internal sealed record ReleasePlan(
    DateTimeOffset Made,
    string By,
    Release Release,
    World World,
    string Slot,
    IReadOnlyList<ReleaseDiff.Change> Changes,
    long Schema,
    IReadOnlyList<JudgedMigration> Migrations,
    IReadOnlyList<GateVerdict> Verdicts,
    RollbackOutlook Rollback,
    IReadOnlyList<string> Steps,
    string? Seal = null
)
{
    /// <summary>False when a gate refuses it already.</summary>
    public bool MayPass => Verdicts.All(verdict => verdict.Decision == Decision.Pass);

    /// <summary>What has changed since this plan was made, by a plan for the same that was made now.</summary>
    public IReadOnlyList<string> ChangesTo(ReleasePlan now) =>
        [
            .. World.ChangesTo(now.World),
            .. Release.Commit == now.Release.Commit
                ? []
                : (string[])[$"the artifact is of commit {now.Release.Commit}, the plan is for {Release.Commit}"],
            .. from change in ReleaseDiff.Settings(Release, now.Release)
            select $"{change.What} is {change.B ?? "not set"}, the plan has {change.A ?? "not set"}",
            .. Migrations.Select(migration => migration.Sql).SequenceEqual(now.Migrations.Select(migration => migration.Sql))
                ? []
                : (string[])["the migrations run other SQL"],
            .. from step in Steps.Zip(now.Steps)
            where step.First != step.Second
            select $"the plan has the step \"{step.First}\", now it would be \"{step.Second}\"",
            .. Steps.Count == now.Steps.Count ? [] : (string[])[$"the plan has {Steps.Count} steps, now there would be {now.Steps.Count}"],
        ];
}
