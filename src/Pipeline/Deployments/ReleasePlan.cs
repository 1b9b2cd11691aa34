using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Migrations;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>
/// All that a deployment will do, written down before anything is done. Carried out only as long as the world is as it was.
/// </summary>
/// <param name="Made">When.</param>
/// <param name="By">Whose command made it.</param>
/// <param name="Release">What becomes a release; its id is not known yet.</param>
/// <param name="Baseline">What the plan rests on.</param>
/// <param name="Slot">Where the release is started.</param>
/// <param name="Changes">What differs from the release that serves.</param>
/// <param name="Schema">The database's schema after the migrations.</param>
/// <param name="Migrations">Those that are applied, with their SQL and what the lint says.</param>
/// <param name="Verdicts">Of the gates that can judge already.</param>
/// <param name="Rollback">Whether the release that serves can be rolled back to afterwards.</param>
/// <param name="Steps">What is done, in order, with the gates that judge on the way.</param>
/// <param name="Seal">Over all of the above: the plan's digest.</param>
internal sealed record ReleasePlan(
    DateTimeOffset Made,
    string By,
    Release Release,
    [property: JsonPropertyName("world")] Baseline Baseline,
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
            .. Baseline.ChangesTo(now.Baseline),
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

/// <summary>What a plan rests on: as long as this is the same, it means what it meant.</summary>
/// <param name="Serves">The release that serves; null when none does.</param>
/// <param name="Warm">The release in the other slot.</param>
/// <param name="LastOperation">The last one that took effect.</param>
/// <param name="Schema">Of the database; null where nobody could ask it yet.</param>
/// <param name="OldestReader">The schema that a release must know to read it.</param>
/// <param name="Model">The digest of the model that is served.</param>
internal sealed record Baseline(string? Serves, string? Warm, string? LastOperation, long? Schema, long? OldestReader, string? Model)
{
    public static async Task<Baseline> ObserveAsync(
        IInstallation installation,
        ITarget target,
        TargetState state,
        DatabaseSchema? database,
        CancellationToken cancellationToken
    ) =>
        new(
            state.ActiveSlot?.Release,
            state.Find(state.IdleSlot)?.Release,
            (await installation.Journal.ReadAsync(cancellationToken)).Committed.FirstOrDefault()?.Id,
            database?.Version,
            database?.OldestReader,
            state.Active is { } active ? await ReportedModel.OfAsync(target, active, cancellationToken) : null
        );

    /// <summary>What is otherwise now, in words.</summary>
    public IEnumerable<string> ChangesTo(Baseline now)
    {
        if (now.Serves != Serves)
        {
            yield return $"release {now.Serves ?? "none"} serves, the plan is for {Serves ?? "none"}";
        }
        if (now.Warm != Warm)
        {
            yield return $"the other slot holds release {now.Warm ?? "none"}, the plan is for {Warm ?? "none"}";
        }
        if (now.LastOperation != LastOperation)
        {
            yield return $"operation {now.LastOperation ?? "none"} was carried out after the plan was made; the last one the "
                + $"plan knows is {LastOperation ?? "none"}";
        }
        if ((now.Schema, now.OldestReader) != (Schema, OldestReader))
        {
            yield return $"the database has schema {now.Schema} (oldest reader {now.OldestReader}), the plan is for {Schema} "
                + $"({OldestReader})";
        }
        if (now.Model != Model)
        {
            yield return $"the model that serves is {now.Model ?? "not reported"}, the plan is for {Model ?? "none"}";
        }
    }
}

/// <summary>A plan as a file: sealed, so that what is carried out is what was looked at.</summary>
internal static class PlanFile
{
    public static ReleasePlan Seal(ReleasePlan plan) => plan with { Seal = Digest(plan) };

    public static void Write(string path, ReleasePlan plan) =>
        AtomicFile.Write(Path.GetFullPath(path), JsonSerializer.SerializeToUtf8Bytes(plan, DeploymentJson.Default.ReleasePlan));

    public static ReleasePlan Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserFacingException($"there is no plan at {path}", "./pipeline plan --out FILE writes one.");
        }
        try
        {
            var plan =
                JsonSerializer.Deserialize(File.ReadAllBytes(path), DeploymentJson.Default.ReleasePlan)
                ?? throw new JsonException("it is empty");
            return plan.Seal == Digest(plan) && plan.Release.ConfigurationHash == Configuration.Hash(plan.Release.Configuration)
                ? plan
                : throw new UserFacingException(
                    $"the plan {path} was changed after it was made: its content does not match its seal",
                    "Make it again: ./pipeline plan --out FILE. Nothing was changed."
                );
        }
        catch (Exception damaged) when (damaged is JsonException or NullReferenceException)
        {
            throw new UserFacingException($"{path} is not a plan: {damaged.Message}", "./pipeline plan --out FILE writes one.", damaged);
        }
    }

    private static string Digest(ReleasePlan plan) =>
        Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(plan with { Seal = null }, DeploymentJson.Default.ReleasePlan))
        );
}
