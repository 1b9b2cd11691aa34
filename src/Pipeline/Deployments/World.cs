using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Releases;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>What a plan rests on: as long as this is the same, it means what it meant.</summary>
/// <param name="Serves">The release that serves; null when none does.</param>
/// <param name="Warm">The release in the other slot.</param>
/// <param name="LastOperation">The last one that took effect.</param>
/// <param name="Schema">Of the database; null where nobody could ask it yet.</param>
/// <param name="OldestReader">The schema that a release must know to read it.</param>
/// <param name="Model">The digest of the model that is served.</param>
internal sealed record World(string? Serves, string? Warm, string? LastOperation, long? Schema, long? OldestReader, string? Model)
{
    public static async Task<World> ObserveAsync(
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
    public IEnumerable<string> ChangesTo(World now)
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
            yield return $"operation {now.LastOperation ?? "none"} has come between; the last one the plan knows is "
                + $"{LastOperation ?? "none"}";
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
