using MalariaPredictor.Pipeline.Migrations;

namespace MalariaPredictor.Pipeline.Contracts;

/// <summary>Where a release's database stands, and what its migrations would make of it.</summary>
/// <param name="Now">Before them.</param>
/// <param name="Review">Those that are not applied yet, judged.</param>
/// <param name="Version">The schema after them.</param>
internal sealed record DatabaseOutlook(DatabaseSchema Now, MigrationReview Review, long Version)
{
    /// <summary>The schema that a release must know at least to read the database after them.</summary>
    public long OldestReader => Math.Max(Now.OldestReader, Review.OldestReader ?? 0);

    /// <param name="target">Where it runs.</param>
    /// <param name="release">The release that is to be.</param>
    /// <param name="asker">A release that is there and can ask the same database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DatabaseOutlook> OfAsync(ITarget target, Release release, Release asker, CancellationToken cancellationToken)
    {
        var now = await target.SchemaAsync(asker, cancellationToken);
        var scripts = now.Version < release.Schema.Max ? await target.MigrationsAsync(release, cancellationToken) : [];
        return new DatabaseOutlook(
            now,
            MigrationReview.Of(scripts, now.Version, release.Dialect, now.Hypertables ?? []),
            Math.Max(now.Version, release.Schema.Max)
        );
    }
}
