using System.Globalization;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Hosting;
using StackExchange.Redis;

namespace MalariaPredictor.Backend.Caching;

/// <summary>
/// REDIS_URL, as redis-cli and others write it: <c>redis://user:password@host:6379/0</c>, or <c>rediss://</c> with TLS. User and password
/// may be percent-encoded; what is left out is the user <c>default</c>, no password, port 6379, database 0.
/// </summary>
public sealed class RedisUrl
{
    public const string Variable = "REDIS_URL";
    private const int StandardPort = 6379;
    private readonly Uri _url;
    private readonly int _database;

    private RedisUrl(Uri url, int database) => (_url, _database) = (url, database);

    /// <summary>Where it is, without user and password.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{_url.Scheme}://{_url.Host}:{Port}/{_database}");

    private int Port => _url.Port > 0 ? _url.Port : StandardPort;

    /// <summary>Null where neither REDIS_URL nor REDIS_URL_FILE is set.</summary>
    /// <exception cref="UserFacingException">It is no address of Redis. What it holds is not repeated: that may be a password.</exception>
    public static RedisUrl? Read(Func<string, string?> variable)
    {
        if (Secret.Read(Variable, variable) is not { } text)
        {
            return null;
        }

        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) || url.Scheme is not ("redis" or "rediss") || url.Host.Length == 0)
        {
            throw Wrong("is no address of a Redis server");
        }

        if (url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            throw Wrong("holds ? or #, which only stand in a password, and there encoded");
        }

        var database = url.AbsolutePath.Trim('/');
        return int.TryParse(database.Length == 0 ? "0" : database, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new RedisUrl(url, number)
            : throw Wrong("names a database that is no number");
    }

    /// <summary>For the driver. No command waits for a connection, and none waits long for an answer.</summary>
    /// <param name="timeout">For an answer.</param>
    internal ConfigurationOptions Options(TimeSpan timeout)
    {
        var (user, password) = Credentials();
        return new ConfigurationOptions
        {
            EndPoints = { { _url.Host.Trim('[', ']'), Port } },
            User = user,
            Password = password,
            DefaultDatabase = _database,
            Ssl = _url.Scheme == "rediss",
            SslHost = _url.Host,
            ClientName = "malaria-predictor",
            AbortOnConnectFail = false,
            BacklogPolicy = BacklogPolicy.FailFast,
            ConnectTimeout = 2000,
            ConnectRetry = 1,
            ReconnectRetryPolicy = new LinearRetry(1000),
            KeepAlive = 10,
            AsyncTimeout = (int)timeout.TotalMilliseconds,
            SyncTimeout = (int)timeout.TotalMilliseconds,
            IncludeDetailInExceptions = false,
        };
    }

    private (string? User, string? Password) Credentials()
    {
        var at = _url.UserInfo.IndexOf(':', StringComparison.Ordinal);
        var (user, password) = at < 0 ? (_url.UserInfo, "") : (_url.UserInfo[..at], _url.UserInfo[(at + 1)..]);
        return (NullIfEmpty(Uri.UnescapeDataString(user)), NullIfEmpty(Uri.UnescapeDataString(password)));
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static UserFacingException Wrong(string what) =>
        new(
            $"{Variable} {what}.",
            "Set it to redis://user:password@host:6379/0, with rediss:// for TLS and the password percent-encoded, or leave it unset."
        );
}
