using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using MalariaPredictor.Backend.Errors;
using Npgsql;

namespace MalariaPredictor.Backend.Backups.Dumps;

/// <summary>
/// Runs <c>pg_dump</c> and <c>pg_restore</c>. Where the server is they are told by libpq's environment variables, the password among them:
/// arguments are there for all to read.
/// </summary>
internal sealed class PostgresTool(NpgsqlConnectionStringBuilder server)
{
    /// <summary>Where Debian and Red Hat keep each version's programs.</summary>
    private static readonly string[] Folders = ["/usr/lib/postgresql", "/usr"];

    public async Task RunAsync(
        string tool,
        IReadOnlyList<string> arguments,
        Stream? input,
        Stream? output,
        CancellationToken cancellationToken
    )
    {
        using var process = Start(tool, arguments);
        var said = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await Task.WhenAll(
                FeedAsync(process, input, cancellationToken),
                process.StandardOutput.BaseStream.CopyToAsync(output ?? Stream.Null, cancellationToken)
            );
            await process.WaitForExitAsync(cancellationToken);
        }
        catch
        {
            process.Kill();
            throw;
        }

        if (process.ExitCode != 0)
        {
            var reason =
                (await said)
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase))
                ?? await said;
            throw new UserFacingException(
                $"{tool} failed: {reason.Trim()}",
                "Nothing is half done. Fix what it names, then run the command again."
            );
        }
    }

    // A restore that fails stops reading; what it says then is the reason, not the broken pipe.
    private static async Task FeedAsync(Process process, Stream? input, CancellationToken cancellationToken)
    {
        await using var feed = process.StandardInput.BaseStream;
        var buffer = new byte[1 << 16];
        for (int read; input is not null && (read = await input.ReadAsync(buffer, cancellationToken)) > 0; )
        {
            try
            {
                await feed.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
            catch (IOException) when (!process.HasExited || process.ExitCode != 0)
            {
                return;
            }
        }
    }

    private Process Start(string tool, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Find(tool), arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Variables())
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new UserFacingException(
                $"{tool} was not found.",
                "Install PostgreSQL's client programs, of the server's version or newer (Debian: postgresql-client).",
                missing
            );
        }
    }

    private IEnumerable<(string Name, string? Value)> Variables() =>
        [
            ("PGHOST", string.Join(',', Hosts().Select(host => host.Name))),
            ("PGPORT", string.Join(',', Hosts().Select(host => host.Port))),
            ("PGDATABASE", server.Database),
            ("PGUSER", server.Username),
            ("PGPASSWORD", server.Password),
            (
                "PGSSLMODE",
                server.SslMode switch
                {
                    SslMode.VerifyCA => "verify-ca",
                    SslMode.VerifyFull => "verify-full",
                    var mode => mode.ToString().ToLowerInvariant(),
                }
            ),
            ("PGSSLROOTCERT", server.RootCertificate),
            ("PGSSLCERT", server.SslCertificate),
            ("PGSSLKEY", server.SslKey),
            ("PGCONNECT_TIMEOUT", server.Timeout.ToString(CultureInfo.InvariantCulture)),
            ("LC_ALL", "C"),
        ];

    // The driver takes ports with the hosts, libpq beside them.
    private IEnumerable<(string Name, string Port)> Hosts() =>
        server
            .Host!.Split(',')
            .Select(host =>
                host.StartsWith('/') || host.LastIndexOf(':') is var colon && (colon < 0 || host.EndsWith(']'))
                    ? (host, server.Port.ToString(CultureInfo.InvariantCulture))
                    : (host[..colon], host[(colon + 1)..])
            );

    /// <summary>The newest version installed: a dump must not be older than its server.</summary>
    private static string Find(string tool) =>
        Folders
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateDirectories(folder))
            .Select(folder =>
                (
                    Folder: folder,
                    Version: int.TryParse(
                        Path.GetFileName(folder).Replace("pgsql-", "", StringComparison.Ordinal),
                        CultureInfo.InvariantCulture,
                        out var version
                    )
                        ? version
                        : 0
                )
            )
            .Where(found => found.Version > 0 && File.Exists(Path.Combine(found.Folder, "bin", tool)))
            .OrderByDescending(found => found.Version)
            .Select(found => Path.Combine(found.Folder, "bin", tool))
            .FirstOrDefault(tool);
}
