using MalariaPredictor.Pipeline.Targets.Process.Control;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>Everything <c>status</c> knows; the same for a person and a machine.</summary>
/// <param name="Running">Whether a host runs.</param>
/// <param name="State">The installation's directory.</param>
/// <param name="Host">The host with its slots and their counters.</param>
/// <param name="RollbackTo">The release a rollback would go to.</param>
/// <param name="Unfinished">An operation that the next command finishes or undoes.</param>
/// <param name="Lock">Who is releasing right now.</param>
/// <param name="NotJudged">Slots whose release was never committed: its gates have not passed.</param>
/// <param name="Program">The program of the release that serves, or served last; null before the first.</param>
/// <param name="Database">Its database, without a password.</param>
internal sealed record StatusDocument(
    bool Running,
    string State,
    HostStatus? Host,
    string? RollbackTo,
    string? Unfinished,
    string? Lock,
    IReadOnlyList<string>? NotJudged = null,
    string? Program = null,
    string? Database = null
)
{
    public static async Task<StatusDocument> ReadAsync(Installation installation, CancellationToken cancellationToken)
    {
        var host = await installation.Host.StatusAsync(cancellationToken);
        var history = await installation.Journal.ReadAsync(cancellationToken);
        var held = await installation.ReadLockAsync(cancellationToken);
        var releasing = held.Held && new ThisProcess().IsAlive(held.Pid, held.Began);
        var served = ServedDatabase.ReleaseOf(installation, host?.ActiveSlot?.Release, history);
        return new StatusDocument(
            host is not null,
            installation.State.Root,
            host,
            host?.ActiveSlot is { } active ? history.Before(active.Release) : null,
            releasing ? null : history.Unfinished?.Id,
            releasing ? held.ToString() : null,
            [.. from slot in host?.Slots ?? [] where !history.Committed.Any(operation => operation.To == slot.Release) select slot.Name],
            served is null ? null : installation.Artifacts.PathOf(served.Artifact),
            served?.Configuration.GetValueOrDefault("DATABASE_URL")
        );
    }
}
