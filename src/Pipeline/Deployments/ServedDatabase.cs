using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Deployments;

internal static class ServedDatabase
{
    /// <summary>The database of what serves, or served last: a new release goes on with its data.</summary>
    public static async Task<DatabaseAddress> AddressAsync(Installation installation, string? serving, CancellationToken cancellationToken)
    {
        if (DatabaseAddress.Read(option: null, Environment.GetEnvironmentVariable, installation.State) is { } given)
        {
            return given;
        }
        return ReleaseOf(installation, serving, await installation.Journal.ReadAsync(cancellationToken)) is { } release
            ? DatabaseAddress.Of(release)
            : throw new UserFacingException(
                "no release has served here yet, so no database is known",
                "Run ./pipeline up first, or set DATABASE_URL."
            );
    }

    /// <summary>What serves, or served last; null before the first release.</summary>
    public static Release? ReleaseOf(Installation installation, string? serving, JournalHistory history) =>
        (serving ?? history.Committed.FirstOrDefault()?.To) is { } id ? installation.Releases.Find(id) : null;

    /// <summary>The configuration of a release with that database, from this command's environment.</summary>
    public static IReadOnlyDictionary<string, string> Configure(DatabaseAddress database) =>
        Configuration.Collect(database.Url, Environment.GetEnvironmentVariable, database.PasswordFile);
}
