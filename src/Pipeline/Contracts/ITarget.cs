using MalariaPredictor.Pipeline.Migrations;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Contracts;

/// <summary>
/// Where releases run: two slots, of which one takes the traffic. Every change may be repeated without harm, and is refused once a newer
/// release lock has been seen: a target is made for one lock's fencing token.
/// </summary>
internal interface ITarget : ISlotProbe, IAsyncDisposable
{
    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Shows the target this lock's token: from here on it refuses every older one.</summary>
    Task FenceAsync(CancellationToken cancellationToken);

    /// <summary>Makes sure that a release can be started here at all, and is bit for bit what was built. Changes nothing.</summary>
    /// <returns>What was found, in a few words.</returns>
    Task<string> CheckAsync(Release release, CancellationToken cancellationToken);

    /// <summary>Makes a backup of a release's database. One that is cut off leaves none.</summary>
    /// <param name="program">The release whose artifact makes it.</param>
    /// <param name="release">The release whose configuration names the database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was made and where, in a few words.</returns>
    Task<string> BackUpAsync(Release program, Release release, CancellationToken cancellationToken);

    /// <summary>Brings the database to the schema of a release, by expanding only.</summary>
    /// <returns>What was done, in a few words.</returns>
    Task<string> MigrateAsync(Release release, CancellationToken cancellationToken);

    /// <summary>Where the database of a release stands, as that release's own artifact reads it. Changes nothing.</summary>
    Task<DatabaseSchema> SchemaAsync(Release release, CancellationToken cancellationToken);

    /// <summary>What a release's migrations run on its kind of database: every one it carries, oldest first. Changes nothing.</summary>
    Task<IReadOnlyList<MigrationScript>> MigrationsAsync(Release release, CancellationToken cancellationToken);

    /// <summary>Starts a release in a slot that takes no traffic, in place of what ran there. Returns before it is ready.</summary>
    Task StartAsync(string slot, Release release, CancellationToken cancellationToken);

    /// <summary>
    /// Brings a slot to a number of instances of a release, in place of another that takes no traffic: starts what is missing, and lets go
    /// what is too many once its requests are finished. Returns before the new ones are ready.
    /// </summary>
    Task ScaleAsync(string slot, Release release, int instances, CancellationToken cancellationToken) =>
        instances == 1
            ? StartAsync(slot, release, cancellationToken)
            : throw new UserFacingException(
                "this target does not support several instances",
                "Remove 'instances' from the environment file."
            );

    /// <summary>Lets the ready instances of a slot take traffic beside the slot that does, and those that get ready later.</summary>
    Task ShareAsync(string slot, Release release, CancellationToken cancellationToken) =>
        throw new UserFacingException("this target does not support rolling updates", "Remove 'strategy' from the environment file.");

    Task StopAsync(string slot, CancellationToken cancellationToken);

    /// <summary>
    /// Sends all new requests to a slot, which must be ready; requests in flight finish where they are, and that slot stays warm.
    /// </summary>
    Task SwitchAsync(string slot, Release release, CancellationToken cancellationToken);

    Task<IReadOnlyList<string>> LastLogLinesAsync(string slot, string release, int count, CancellationToken cancellationToken);
}

/// <param name="Version">The schema's number; 0 for a database that is not there yet.</param>
/// <param name="OldestReader">The schema that a release must know at least to run on it: a newer schema is fine as long as it only
/// added.</param>
/// <param name="Hypertables">The tables that the database says are hypertables; null where it does not tell.</param>
internal sealed record DatabaseSchema(long Version, long OldestReader, IReadOnlyList<string>? Hypertables = null);
