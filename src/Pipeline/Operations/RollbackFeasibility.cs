using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Operations;

/// <summary>Whether a release can still run on its database as it is now. Asked before anything is written.</summary>
internal static class RollbackFeasibility
{
    public static async Task RequireAsync(IInstallation installation, ITarget target, Release release, CancellationToken cancel)
    {
        // A database is only ever migrated to the schema of a release made here: where none knows a newer one, there is nothing to ask.
        if (installation.Releases.All().All(other => other.Schema.Max <= release.Schema.Max) || !installation.CanStart(release))
            return;
        if (Objection(release, await target.SchemaAsync(release, cancel)) is { } objection)
            throw new Failure($"release {release.Id} cannot be gone back to: {objection}. Nothing was changed.", "Go back to a newer release (./pipeline releases lists their schemas), or forward with ./pipeline deploy.");
    }

    public static string? Objection(Release release, DatabaseSchema database) =>
        database.Version < release.Schema.Min ? $"the database has schema {database.Version}, and it needs {release.Schema.Min} at least"
        : database.OldestReader > release.Schema.Max
            ? $"the database has schema {database.Version}, which only releases that know schema {database.OldestReader} can read, and it knows {release.Schema.Max}"
        : null;
}
