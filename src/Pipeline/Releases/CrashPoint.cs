using System.Globalization;
using System.Runtime.InteropServices;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>Where a blow falls: before a record is begun, between the last look and the write, or once it is on the disk.</summary>
internal enum CrashSide
{
    Before,
    Within,
    After,
}

/// <summary>
/// The crash matrix' switch: <c>MALARIA_CRASH_AT=RECORD:before|within|after[:stop]</c> ends this process by SIGKILL, or suspends it by
/// SIGSTOP, around one of its journal records: the N-th, or the one of an event and its step (<c>committed</c>, <c>before-switch</c>).
/// Whoever sets it can kill the process anyway; unset, it costs a comparison.
/// </summary>
internal sealed partial class CrashPoint(Action<string[], CrashSide>? strike)
{
    private const int Kill = 9;
    private static readonly int Stop = OperatingSystem.IsMacOS() ? 17 : 19;
    private int _records;

    public static CrashPoint None { get; } = new(null);

    public static CrashPoint FromEnvironment() =>
        Environment.GetEnvironmentVariable("MALARIA_CRASH_AT") is { } setting ? new((names, side) => Reach(setting, names, side)) : None;

    public void At(CrashSide side, JournalEvent happened, string? step)
    {
        if (strike is null)
        {
            return;
        }
        if (side == CrashSide.Before)
        {
            _records++;
        }
        strike([_records.ToString(CultureInfo.InvariantCulture), step is null ? $"{happened}" : $"{happened}-{step}"], side);
    }

    private static void Reach(string setting, string[] names, CrashSide side)
    {
        if (names.Any(name => Is($"{name}:{side}")))
        {
            _ = Send(Environment.ProcessId, Kill);
        }
        else if (names.Any(name => Is($"{name}:{side}:stop")))
        {
            Suspend();
        }

        bool Is(string point) => string.Equals(setting, point, StringComparison.OrdinalIgnoreCase);
    }

    // The signal reaches a process of many threads a little later; this one must not go on to its next step meanwhile.
    private static void Suspend()
    {
        using var never = new ManualResetEventSlim();
        _ = Send(Environment.ProcessId, Stop);
        never.Wait(TimeSpan.FromMilliseconds(200));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Send(int pid, int signal);
}
