using System.Net.Sockets;
using System.Security.Authentication;
using MalariaPredictor.Backend.Errors;
using Npgsql;

namespace MalariaPredictor.Backend.Storage.Postgres;

/// <summary>What a server or the way to it answered, told to a person. Nothing here ever holds a password.</summary>
internal static class PostgresFailure
{
    /// <summary>Whether the same work may succeed a little later.</summary>
    public static bool WillPass(Exception failure) =>
        Cause(failure) switch
        {
            PostgresException answered => answered.SqlState
                is PostgresErrorCodes.SerializationFailure
                    or PostgresErrorCodes.DeadlockDetected
                    or PostgresErrorCodes.TooManyConnections
                    or PostgresErrorCodes.AdminShutdown
                    or PostgresErrorCodes.CrashShutdown
                    or PostgresErrorCodes.CannotConnectNow
                    or PostgresErrorCodes.ReadOnlySqlTransaction
                || answered.SqlState.StartsWith("08", StringComparison.Ordinal),
            NpgsqlException { InnerException: AggregateException { InnerExceptions: { Count: > 0 } ofEachHost } } => ofEachHost.All(
                WillPass
            ),
            NpgsqlException broken => broken.IsTransient
                || broken.InnerException is IOException or SocketException or TimeoutException
                || NoneSuits(broken),
            _ => false,
        };

    /// <summary>Between the primary's end and the standby's promotion all of several hosts are there, and none takes writes.</summary>
    private static bool NoneSuits(NpgsqlException broken) =>
        broken.Message.Contains("No suitable host was found", StringComparison.Ordinal);

    public static UserFacingException OnOpening(NpgsqlException refused, string name) =>
        Cause(refused) switch
        {
            PostgresException
            {
                SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
            } wrong => new(
                $"{name} does not let us in: {wrong.MessageText}.",
                "Check the user in DATABASE_URL and the password (DATABASE_PASSWORD or DATABASE_PASSWORD_FILE).",
                refused
            ),
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new(
                $"There is no database at {name}: the server answers, but has none of that name.",
                "Correct DATABASE_URL, or have the database made: createdb.",
                refused
            ),
            PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } starting => new(
                $"{name} does not take connections yet: {starting.MessageText}.",
                "Try again in some seconds.",
                refused
            ),
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } full => new(
                $"{name} takes no more connections: {full.MessageText}.",
                "Lower MAX_CONNECTIONS of the processes, or raise max_connections of the server.",
                refused
            ),
            PostgresException answered => new(
                $"{name} refused the connection: {Told(answered)}.",
                "Check DATABASE_URL and the server's log.",
                refused
            ),
            var broken => Unreachable(broken, name, refused),
        };

    /// <summary>What only a message with the database's name helps with: damage and a full disk; null for the rest.</summary>
    public static UserFacingException? OfServer(Exception failure, string name) =>
        failure is not PostgresException answered ? null
        : answered.SqlState == PostgresErrorCodes.DiskFull
            ? new(
                $"The disk that holds the database {name} is full: {answered.MessageText}; nothing half done was kept.",
                "Free some space on the server and try again. Should the database be damaged then, restore a backup into an empty one: "
                    + "malaria-predictor restore.",
                failure
            )
        : answered.SqlState is PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted
            ? new(
                $"The server reports that the database {name} is damaged: {Told(answered)}.",
                "Check the server's disk and log, and restore a backup into an empty database: malaria-predictor restore.",
                failure
            )
        : null;

    public static string Sentence(Exception failure) =>
        Cause(failure) switch
        {
            PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } =>
                "The database is held by another process. Try again when it has finished.",
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
                "The disk that holds the database is full. Free some space on the server and try again.",
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
                "The database takes no writes: it is a standby, or set to read only. Point DATABASE_URL at the primary; with all hosts in "
                    + "it, separated by commas, the primary is found.",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied =>
                $"The database user may not do this: {denied.MessageText}. Grant it, or make the user the owner of the database.",
            PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected } =>
                "The database broke a deadlock by stopping this. Try again.",
            PostgresException
            {
                SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            } => "The database server went away or is just starting. Nothing half done was kept; try again.",
            PostgresException answered =>
                $"The database refused: {Told(answered)}. Run `malaria-predictor migrate status` and check DATABASE_URL.",
            var broken => $"The connection to the database broke: {OneLine(broken)}. Nothing half done was kept; try again.",
        };

    private static UserFacingException Unreachable(Exception broken, string name, Exception refused)
    {
        var inner = Chain(broken).ToArray();
        return inner.OfType<SocketException>().FirstOrDefault() switch
        {
            { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => new(
                $"The host of {name} is not known.",
                "Correct the host in DATABASE_URL, or check the name service.",
                refused
            ),
            { SocketErrorCode: SocketError.ConnectionRefused } => new(
                $"Nothing answers at {name}: the connection was refused.",
                "Start the server, or correct host and port in DATABASE_URL.",
                refused
            ),
            _ when inner.OfType<AuthenticationException>().Any()
                    || inner.Any(part => part.Message.Contains("SSL", StringComparison.Ordinal)) => new(
                $"{name} and this side do not agree on TLS: {OneLine(inner[^1])}.",
                "Check sslmode and sslrootcert in DATABASE_URL, and the server's certificate.",
                refused
            ),
            _ when broken.Message.Contains("pool", StringComparison.Ordinal) => new(
                $"All connections of this process to {name} are in use.",
                "Raise MAX_CONNECTIONS, or try again when there is less to do.",
                refused
            ),
            _ when broken is NpgsqlException refusal && NoneSuits(refusal) => new(
                $"None of the hosts of {name} takes writes.",
                "Promote a standby, or name the primary among the hosts in DATABASE_URL.",
                refused
            ),
            _ when inner.OfType<TimeoutException>().Any() => new(
                $"{name} does not answer in time.",
                "Check host and port in DATABASE_URL, and what lies between; CONNECTION_TIMEOUT sets how long is waited.",
                refused
            ),
            _ => new($"{name} cannot be reached: {OneLine(broken)}.", "Check DATABASE_URL, and that the server runs.", refused),
        };
    }

    // What we threw for the person has the driver's own exception within.
    private static Exception Cause(Exception failure) =>
        Chain(failure).FirstOrDefault(part => part is PostgresException)
        ?? Chain(failure).FirstOrDefault(part => part is NpgsqlException)
        ?? failure;

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (var part = failure; part is not null; part = part.InnerException)
        {
            yield return part;
        }
    }

    private static string Told(PostgresException answered) => $"{answered.MessageText} ({answered.SqlState})".ReplaceLineEndings(" ");

    private static string OneLine(Exception failure) => failure.Message.ReplaceLineEndings(" ").TrimEnd('.');
}
