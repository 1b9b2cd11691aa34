namespace MalariaPredictor.Backend.Configuration;

/// <summary>
/// Where the database is. <c>sqlite:///absolute/path.db</c>, <c>sqlite:relative.db</c>; a leading <c>/./</c> is relative too.
/// </summary>
public sealed record DatabaseUrl
{
    private const string Name = "DATABASE_URL";
    private const string Shape = "Expected sqlite:///absolute/path.db or sqlite:relative/path.db.";

    private DatabaseUrl(string path) => Path = path;

    /// <summary>The database file, as an absolute path.</summary>
    public string Path { get; }

    /// <param name="text">The variable's value; null or blank means <c>malaria.db</c> in the current directory.</param>
    /// <exception cref="UserFacingException">Any other form; the value itself is not repeated, for it may hold a password.</exception>
    public static DatabaseUrl Parse(string? text)
    {
        var url = string.IsNullOrWhiteSpace(text) ? "sqlite:malaria.db" : text.Trim();
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon < 0 ? "" : url[..colon];
        if (scheme.StartsWith("postgres", StringComparison.OrdinalIgnoreCase))
        {
            throw new UserFacingException($"{Name} names a PostgreSQL database, which this version does not support.", Shape);
        }

        if (!scheme.Equals("sqlite", StringComparison.OrdinalIgnoreCase))
        {
            var found = colon < 0 ? "no scheme" : $"the scheme '{scheme}'";
            throw new UserFacingException($"{Name} has {found}, which is not a database this version knows.", Shape);
        }

        var path = FilePath(Uri.UnescapeDataString(url[(colon + 1)..]));
        if (path.Length == 0 || path.EndsWith('/') || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new UserFacingException($"{Name} names no database file.", Shape);
        }

        if (path.EndsWith(":memory:", StringComparison.Ordinal))
        {
            throw new UserFacingException($"{Name} asks for a database in memory, which two processes cannot share.", Shape);
        }

        return new DatabaseUrl(System.IO.Path.GetFullPath(path));
    }

    /// <inheritdoc/>
    public override string ToString() => $"sqlite://{Path}";

    private static string FilePath(string rest)
    {
        var path = rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : rest;
        var relativeOrDrive = path.StartsWith("/./", StringComparison.Ordinal) || path is ['/', _, ':', ..];
        return relativeOrDrive ? path[1..] : path;
    }
}
