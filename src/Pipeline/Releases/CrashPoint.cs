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
/// The crash matrix' switch: <c>MALARIA_CRASH_AT=N:before|within|after[:stop]</c> ends this process by SIGKILL, or suspends it by SIGSTOP,
/// around its N-th journal record. Whoever sets it can kill the process anyway; unset, it costs a comparison.
/// </summary>
internal sealed partial class CrashPoint(Action<int, CrashSide>? strike)
{
    private const int Kill = 9;
    private static readonly int Stop = OperatingSystem.IsMacOS() ? 17 : 19;
    private int _records;

    public static CrashPoint None { get; } = new(null);

    public static CrashPoint FromEnvironment() => Environment.GetEnvironmentVariable("MALARIA_CRASH_AT") is { } setting ? new((record, side) => Reach(setting, record, side)) : None;

    public void At(CrashSide side)
    {
        if (strike is null)
            return;
        if (side == CrashSide.Before)
            _records++;
        strike(_records, side);
    }

    private static void Reach(string setting, int record, CrashSide side)
    {
        var point = string.Create(CultureInfo.InvariantCulture, $"{record}:{side switch { CrashSide.Before => "before", CrashSide.Within => "within", _ => "after" }}");
        if (setting == point)
            _ = Send(Environment.ProcessId, Kill);
        else if (setting == point + ":stop")
            Suspend();
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
