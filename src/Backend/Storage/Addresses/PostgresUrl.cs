using System.Globalization;
using MalariaPredictor.Backend.Errors;
using Npgsql;

namespace MalariaPredictor.Backend.Storage.Addresses;

/// <summary>
/// A database on a PostgreSQL server, as libpq and SQLAlchemy write it:
/// <c>postgresql://user:password@host:5432/database?sslmode=verify-full&amp;sslrootcert=/etc/ca.pem</c>. Each part may be
/// percent-encoded; several hosts are separated by commas; a host that begins with a slash, or none, is a directory of Unix sockets.
/// </summary>
public sealed record PostgresUrl : DatabaseUrl
{
    /// <summary>Under this name connections show in pg_stat_activity.</summary>
    public const string ApplicationName = "malaria-predictor";

    private PostgresUrl(string connectionString, string name) => (ConnectionString, Name) = (connectionString, name);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>For the driver. Holds the password: never to be shown.</summary>
    internal string ConnectionString { get; }

    /// <summary>Another database on the same server.</summary>
    internal PostgresUrl WithDatabase(string name)
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name };
        return new PostgresUrl(settings.ConnectionString, Checked(settings));
    }

    internal static PostgresUrl ParseRest(string rest, string? password, PoolOptions pool)
    {
        if (!rest.StartsWith("//", StringComparison.Ordinal))
        {
            throw Wrong("names a PostgreSQL database, but no // follows the scheme");
        }

        var (address, query) = Cut(rest[2..], '?');
        var (authority, database) = Cut(address, '/');
        var at = authority.LastIndexOf('@');
        var (user, inUrl) = Cut(at < 0 ? "" : authority[..at], ':');
        var settings = new NpgsqlConnectionStringBuilder
        {
            Database = NullIfEmpty(Decode(database)),
            Username = NullIfEmpty(Decode(user)),
            Password = NullIfEmpty(Decode(inUrl)),
            Host = string.Join(',', authority[(at + 1)..].Split(',').Select(Host)),
            ApplicationName = ApplicationName,
            SearchPath = "public",
            MaxPoolSize = pool.MaxConnections,
            Timeout = pool.ConnectionTimeout,

            // A peer that vanished without a word is noticed within a minute, not after the hours that TCP waits by itself.
            TcpKeepAlive = true,
            TcpKeepAliveTime = 30,
            TcpKeepAliveInterval = 10,
            CommandTimeout = 300,

            // Kerberos encryption is not offered by the databases this runs on; to try it loads a library that the image does not have.
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        PostgresUrlOptions.Apply(query, settings, Wrong);
        if (settings.Password is { Length: > 0 } && password is not null)
        {
            throw new UserFacingException($"{Variable} holds a password, and DATABASE_PASSWORD gives one too.", "Keep one of them.");
        }

        settings.Password ??= password;
        var name = Checked(settings);
        return new PostgresUrl(settings.ConnectionString, name);
    }

    /// <summary>The name of a valid URL: hosts and database, nothing else.</summary>
    private static string Checked(NpgsqlConnectionStringBuilder settings)
    {
        if (settings.Database is null)
        {
            throw Wrong("names no database after the host");
        }

        if (settings.Username is null)
        {
            throw Wrong("names no user before the host");
        }

        var several = settings.Host!.Contains(',', StringComparison.Ordinal);
        if (several && settings.TargetSessionAttributes is null)
        {
            // Of several, one is the primary; after a fail-over it is another.
            settings.TargetSessionAttributes = "read-write";
        }

        var socket = settings.Host.StartsWith('/');
        return socket ? $"postgresql:///{settings.Database}?host={settings.Host}&port={settings.Port}"
            : several || settings.Host.Contains(':', StringComparison.Ordinal) ? $"postgresql://{settings.Host}/{settings.Database}"
            : string.Create(CultureInfo.InvariantCulture, $"postgresql://{settings.Host}:{settings.Port}/{settings.Database}");
    }

    private static string Host(string text)
    {
        var host = Decode(text);
        var port = host.StartsWith('/') ? "" : host[(host.LastIndexOf(':') + 1)..];
        var hasPort = port.Length < host.Length && !host.EndsWith(']') && port.Length > 0 && host.Contains(':', StringComparison.Ordinal);
        if (hasPort && !(ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0))
        {
            throw Wrong("has a port that is no number from 1 to 65535");
        }

        return host.Length > 0 ? host
            : Directory.Exists("/var/run/postgresql") ? "/var/run/postgresql"
            : "/tmp";
    }

    private static (string Before, string After) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

/// <summary>What may follow the question mark of a PostgreSQL URL: libpq's names, and SQLAlchemy's <c>ssl</c>.</summary>
internal static class PostgresUrlOptions
{
    private const string Known =
        "sslmode, ssl, sslrootcert, sslcert, sslkey, sslnegotiation, host, port, user, password, dbname, connect_timeout, "
        + "application_name, target_session_attrs";

    private static readonly Dictionary<string, SslMode> SslModes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["disable"] = SslMode.Disable,
        ["allow"] = SslMode.Allow,
        ["prefer"] = SslMode.Prefer,
        ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA,
        ["verify-full"] = SslMode.VerifyFull,
        ["true"] = SslMode.Require,
        ["false"] = SslMode.Disable,
    };

    public static void Apply(string query, NpgsqlConnectionStringBuilder settings, Func<string, UserFacingException> wrong)
    {
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (pair, "") : (pair[..equals], Uri.UnescapeDataString(pair[(equals + 1)..]));
            Apply(Uri.UnescapeDataString(name), value, settings, wrong);
        }
    }

    private static void Apply(string name, string value, NpgsqlConnectionStringBuilder settings, Func<string, UserFacingException> wrong)
    {
        switch (name)
        {
            case "sslmode" or "ssl":
                settings.SslMode = SslModes.TryGetValue(value, out var mode)
                    ? mode
                    : throw wrong($"has an {name} that is none of disable, allow, prefer, require, verify-ca, verify-full");
                break;
            case "sslrootcert":
                settings.RootCertificate = Readable(name, value, wrong);
                break;
            case "sslcert":
                settings.SslCertificate = Readable(name, value, wrong);
                break;
            case "sslkey":
                settings.SslKey = Readable(name, value, wrong);
                break;
            case "sslnegotiation":
                settings.SslNegotiation =
                    value == "direct" ? SslNegotiation.Direct
                    : value == "postgres" ? SslNegotiation.Postgres
                    : throw wrong("has an sslnegotiation that is neither postgres nor direct");
                break;
            case "host":
                settings.Host = value;
                break;
            case "port":
                settings.Port = Whole(name, value, 65535, wrong);
                break;
            case "user":
                settings.Username = value;
                break;
            case "password":
                settings.Password = value;
                break;
            case "dbname":
                settings.Database = value;
                break;
            case "connect_timeout":
                settings.Timeout = Whole(name, value, 600, wrong);
                break;
            case "application_name":
                settings.ApplicationName = value;
                break;
            case "target_session_attrs":
                settings.TargetSessionAttributes = value
                    is "any"
                        or "primary"
                        or "standby"
                        or "prefer-standby"
                        or "read-write"
                        or "read-only"
                    ? value
                    : throw wrong(
                        "has a target_session_attrs that is none of any, primary, standby, prefer-standby, read-write, read-only"
                    );
                break;
            default:
                throw new UserFacingException(
                    $"{DatabaseUrl.Variable} has the option '{name}', which is not known.",
                    $"Known are {Known}."
                );
        }
    }

    private static string Readable(string name, string path, Func<string, UserFacingException> wrong) =>
        File.Exists(path) ? path : throw wrong($"has an {name} that names no file ({path})");

    private static int Whole(string name, string value, int most, Func<string, UserFacingException> wrong) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw wrong($"has a {name} that is no whole number from 1 to {most}");
}
