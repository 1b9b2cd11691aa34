using System.Globalization;
using MalariaPredictor.Backend.Errors;
using Npgsql;

namespace MalariaPredictor.Backend.Storage.Addresses;

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
