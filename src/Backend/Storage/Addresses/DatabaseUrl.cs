using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Storage.Addresses;

/// <summary>Where the database is: a <see cref="SqliteUrl"/> or a <see cref="PostgresUrl"/>.</summary>
public abstract record DatabaseUrl
{
    internal const string Variable = "DATABASE_URL";
    private const string Shape = "Expected postgresql://user@host:5432/database, sqlite:///absolute/path.db or sqlite:relative/path.db.";

    private protected DatabaseUrl() { }

    /// <summary>What people and records call it: never holds credentials.</summary>
    public abstract string Name { get; }

    /// <param name="text">The URL; null or blank means <c>malaria.db</c> in the current directory.</param>
    /// <param name="password">For a PostgreSQL URL that holds none.</param>
    /// <param name="pool">Of the connections to a server.</param>
    /// <exception cref="UserFacingException">Any other form; the value itself is not repeated, for it may hold a password.</exception>
    public static DatabaseUrl Parse(string? text, string? password = null, PoolOptions? pool = null)
    {
        var url = string.IsNullOrWhiteSpace(text) ? "sqlite:malaria.db" : text.Trim();
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon < 0 ? "" : url[..colon].ToLowerInvariant();

        // Other languages name their driver here (postgresql+asyncpg); ours is always the same.
        return scheme.Split('+')[0] switch
        {
            "sqlite" => SqliteUrl.ParseRest(url[(colon + 1)..]),
            "postgres" or "postgresql" => PostgresUrl.ParseRest(url[(colon + 1)..], password, pool ?? PoolOptions.Default),
            _ => throw Wrong(
                colon < 0
                    ? "has no scheme, which is not a database this version knows"
                    : $"has the scheme '{scheme}', which is not a database this version knows"
            ),
        };
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Name;

    private protected static UserFacingException Wrong(string what) => new($"{Variable} {what}.", Shape);
}
