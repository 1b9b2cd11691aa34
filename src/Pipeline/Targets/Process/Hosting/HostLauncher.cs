using System.Globalization;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process.Hosting;

/// <summary>Sees to it that a host runs. Of several processes that do so at once one starts it; the others wait for its answer.</summary>
/// <param name="state">Whose host.</param>
/// <param name="client">Speaks with it.</param>
/// <param name="time">Measures how long it takes.</param>
/// <param name="program">The folder of the pipeline's program.</param>
internal sealed class HostLauncher(StateDirectory state, HostClient client, TimeProvider time, string program)
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(30);

    /// <param name="asked">Where it must be; null for where it was the last time.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Its status, and whether this call started it.</returns>
    public async Task<(HostStatus Status, bool Started)> EnsureAsync(HostPlace? asked, CancellationToken cancellationToken)
    {
        if (await client.StatusAsync(cancellationToken) is { } running)
        {
            return (Accepted(running, asked), false);
        }
        using var alone = await ClaimStartAsync(cancellationToken);
        if (await client.StatusAsync(cancellationToken) is { } started)
        {
            return (Accepted(started, asked), false);
        }
        var place = asked ?? HostPlace.Remembered(state);
        PortOwner.EnsureFree(place.Port, place.Address);
        var status = await StartAsync(place, cancellationToken);
        place.Remember(state);
        return (status, true);
    }

    private static HostStatus Accepted(HostStatus running, HostPlace? asked) =>
        asked is null || asked.Port == running.Port
            ? running
            : throw new UserFacingException(
                $"the host already serves at {running.Url}",
                $"Stop it first to move it: ./pipeline down, then ./pipeline up --port {asked.Port}"
            );

    /// <summary>The system releases the file however the process ends that has it.</summary>
    private async Task<FileStream> ClaimStartAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(state.Run, "host.start.lock");
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException held) when (held is not (DirectoryNotFoundException or FileNotFoundException))
            {
                if (time.GetElapsedTime(began) > AnswersWithin + AnswersWithin)
                {
                    throw new UserFacingException(
                        $"another command starts the host and does not finish: {held.Message}",
                        $"End that command; the host's log is {state.HostLog}.",
                        held
                    );
                }
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Commands live for moments and are compiled for that. The host lasts, and everyone's requests pass through it: it is compiled as
    /// programs usually are, by the runtime's own defaults, unless whoever runs this has decided otherwise.
    /// </summary>
    private static Dictionary<string, string> Lasting() =>
        Environment.GetEnvironmentVariable("DOTNET_TieredPGO") is { Length: > 0 }
            ? []
            : new() { ["DOTNET_TieredPGO"] = "1", ["DOTNET_TC_CallCountingDelayMs"] = "64" }; // Hexadecimal: 100 ms.

    private async Task<HostStatus> StartAsync(HostPlace place, CancellationToken cancellationToken)
    {
        var copy = await HostProgram.CopyAsync(state, program, cancellationToken);
        var dotnet = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        string[] command =
        [
            dotnet,
            Path.Combine(copy, "pipeline.dll"),
            "host",
            "--state",
            state.Root,
            "--port",
            place.Port.ToString(CultureInfo.InvariantCulture),
        ];
        var process = await DetachedProcess.StartAsync(
            place.Bind is null ? command : [.. command, "--bind", place.Bind],
            Lasting(),
            state.Root,
            state.HostLog,
            Path.Combine(state.Run, "host.pid"),
            cancellationToken
        );

        var began = time.GetTimestamp();
        while (true)
        {
            // Asked last: the host of a command that was killed while it started one may answer instead, and refuse a second one.
            var waits = process.IsAlive && time.GetElapsedTime(began) < AnswersWithin;
            if (await client.StatusAsync(cancellationToken) is { } status)
            {
                return status;
            }
            if (!waits)
            {
                break;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
        }
        var words = await LogTail.ReadAsync(state.HostLog, 10, cancellationToken);
        throw new UserFacingException(
            $"the host did not start:\n{string.Join('\n', words.Select(line => "  | " + line))}",
            $"Its log is {state.HostLog}."
        );
    }
}
