using System.Security.Cryptography;
using System.Text;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>
/// Which database a release is of. The URL holds no password: that stays in a file which only its user may read, and whose path
/// the release knows.
/// </summary>
/// <param name="Url">As DATABASE_URL, without a password.</param>
/// <param name="PasswordFile">As DATABASE_PASSWORD_FILE; null where none is needed.</param>
internal sealed record DatabaseAddress(string Url, string? PasswordFile = null)
{
    private const string Remedy = "Leave it out of the URL; set DATABASE_PASSWORD, or DATABASE_PASSWORD_FILE to a file that holds it.";

    private const string FileScheme = "sqlite:///";

    /// <summary>The database file; null where the database is on a server.</summary>
    public string? Path => Url.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase) ? Url[FileScheme.Length..] : null;

    public bool IsServer => Url.StartsWith("postgres", StringComparison.OrdinalIgnoreCase);

    /// <summary>From an option, else from the environment; null where neither names a database.</summary>
    /// <exception cref="UserFacingException">The option holds a password: arguments are seen by everyone on the machine.</exception>
    public static DatabaseAddress? Read(string? option, Func<string, string?> environment, StateDirectory state)
    {
        if (option is not null && UrlPassword.In(option) is not null)
        {
            throw new UserFacingException(
                "--database holds a password, which everyone on this machine can see among the arguments",
                Remedy
            );
        }
        var url = option ?? Set("DATABASE_URL", environment) ?? Content("DATABASE_URL_FILE", environment);
        if (url is null)
        {
            return null;
        }
        var address = new DatabaseAddress(UrlPassword.Without(url));
        return address.IsServer ? address with { PasswordFile = FileOf(address.Url, UrlPassword.In(url), environment, state) } : address;
    }

    /// <summary>As a release has it.</summary>
    public static DatabaseAddress Of(Release release) =>
        new(release.Configuration["DATABASE_URL"], release.Configuration.GetValueOrDefault(Configuration.PasswordFile));

    private static string? FileOf(string url, string? inUrl, Func<string, string?> environment, StateDirectory state)
    {
        if (inUrl is null && Set(Configuration.PasswordFile, environment) is { } given)
        {
            return File.Exists(given)
                ? System.IO.Path.GetFullPath(given)
                : throw new UserFacingException($"{Configuration.PasswordFile} names {given}, which is no file", "Correct the path.");
        }
        var kept = System.IO.Path.Combine(
            state.Root,
            "secrets",
            "database-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)))[..12]
        );
        if ((inUrl ?? Set("DATABASE_PASSWORD", environment)) is not { } password)
        {
            return File.Exists(kept) ? kept : null;
        }
        PrivateDirectory.Create(System.IO.Path.GetDirectoryName(kept)!);
        AtomicFile.Write(kept, Encoding.UTF8.GetBytes(password));
        return kept;
    }

    private static string? Set(string name, Func<string, string?> environment) =>
        environment(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private static string? Content(string name, Func<string, string?> environment) =>
        Set(name, environment) switch
        {
            null => null,
            var file when File.Exists(file) => File.ReadAllText(file).Trim(),
            var file => throw new UserFacingException($"{name} names {file}, which is no file", "Correct the path."),
        };
}

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
