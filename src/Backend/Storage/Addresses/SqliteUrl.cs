namespace MalariaPredictor.Backend.Storage.Addresses;

/// <summary>A database file. <c>sqlite:///absolute/path.db</c>, <c>sqlite:relative.db</c>; a leading <c>/./</c> is relative too.</summary>
/// <param name="Path">The file, as an absolute path.</param>
public sealed record SqliteUrl(string Path) : DatabaseUrl
{
    /// <inheritdoc/>
    public override string Name => Path;

    internal static SqliteUrl ParseRest(string rest)
    {
        var path = FilePath(Uri.UnescapeDataString(rest));
        if (path.Length == 0 || path.EndsWith('/') || path.Contains('\0', StringComparison.Ordinal))
        {
            throw Wrong("names no database file");
        }

        return path.EndsWith(":memory:", StringComparison.Ordinal)
            ? throw Wrong("asks for a database in memory, which two processes cannot share")
            : new SqliteUrl(System.IO.Path.GetFullPath(path));
    }

    private static string FilePath(string rest)
    {
        var path = rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : rest;
        var relativeOrDrive = path.StartsWith("/./", StringComparison.Ordinal) || path is ['/', _, ':', ..];
        return relativeOrDrive ? path[1..] : path;
    }
}
