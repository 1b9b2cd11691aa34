using System.Globalization;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>How a slot's process is started.</summary>
internal static class SlotProcess
{
    public const string Name = "malaria-predictor";

    public static Task<ProcessIdentity> StartAsync(
        StateDirectory state,
        StartSlot spec,
        string name,
        int port,
        int metricsPort,
        CancellationToken cancellationToken
    )
    {
        var environment = SlotEnvironment.Of(state, spec.Environment);
        environment["RELEASE_ID"] = spec.Release;
        environment["METRICS_PORT"] = metricsPort.ToString(CultureInfo.InvariantCulture);
        IReadOnlyList<string> command =
        [
            .. Command(spec.Artifact),
            "serve",
            "--host",
            "127.0.0.1",
            "--port",
            port.ToString(CultureInfo.InvariantCulture),
        ];
        return DetachedProcess.StartAsync(
            command,
            environment,
            state.Root,
            state.SlotLog(spec.Release, name),
            state.SlotPid(name),
            cancellationToken,
            inherit: false
        );
    }

    /// <summary>
    /// The artifact's executable; through the same <c>dotnet</c> that runs this process, so that none need be on the PATH.
    /// </summary>
    public static IReadOnlyList<string> Command(string artifact)
    {
        var library = Path.Combine(artifact, Name + ".dll");
        if (!File.Exists(library))
        {
            return [Path.Combine(artifact, Name)];
        }
        var self = Environment.ProcessPath;
        return [Path.GetFileNameWithoutExtension(self) == "dotnet" ? self! : "dotnet", library];
    }
}

/// <summary>Ends a slot's process: its requests first, then SIGTERM, and SIGKILL for one that does not listen.</summary>
internal static class Stopper
{
    public static async Task StopAsync(SlotInstance slot, SlotTimings timings, TimeProvider time)
    {
        await slot.DrainAsync(timings.Drain, time);
        await StopAsync(slot.Process, timings, time);
    }

    public static async Task StopAsync(ProcessIdentity process, SlotTimings timings, TimeProvider time)
    {
        Signals.AskToStop(process);
        if (!await GoneAsync(process, timings.Stop, time))
        {
            await KillAsync(process, timings, time);
        }
    }

    /// <summary>Ends a process without asking, and waits until it has ended.</summary>
    public static Task KillAsync(ProcessIdentity process, SlotTimings timings, TimeProvider time)
    {
        Signals.KillGroup(process);
        return GoneAsync(process, timings.Stop, time);
    }

    private static async Task<bool> GoneAsync(ProcessIdentity process, TimeSpan timeout, TimeProvider time)
    {
        var began = time.GetTimestamp();
        while (process.IsAlive && time.GetElapsedTime(began) < timeout)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), time);
        }
        return !process.IsAlive;
    }
}

internal static class Environs
{
    /// <summary>
    /// True unless the system shows that the process was started for another release. Its answers are checked against the release as well.
    /// </summary>
    public static bool Names(ProcessIdentity process, string release) =>
        !OperatingSystem.IsLinux() || Show(process, "RELEASE_ID=" + release);

    /// <summary>True where the system shows that a process was started with a variable of that value.</summary>
    public static bool Show(ProcessIdentity process, string variable)
    {
        try
        {
            return OperatingSystem.IsLinux() && File.ReadAllText($"/proc/{process.Pid}/environ").Split('\0').Contains(variable);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false; // Gone, or another user's: not ours.
        }
    }
}
