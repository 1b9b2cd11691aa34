using System.Globalization;
using System.Runtime.InteropServices;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>
/// The crash matrix' switch: <c>MALARIA_CRASH_AT=N:before|after[:stop]</c> ends this process by SIGKILL, or suspends it by SIGSTOP,
/// just before or just after it writes its N-th journal record. Whoever sets it can kill the process anyway; unset, it costs a comparison.
/// </summary>
internal sealed partial class CrashPoint(string? setting)
{
    private const int Kill = 9;
    private static readonly int Stop = OperatingSystem.IsMacOS() ? 17 : 19;
    private int _records;

    public static CrashPoint FromEnvironment() => new(Environment.GetEnvironmentVariable("MALARIA_CRASH_AT"));

    public void BeforeRecord()
    {
        _records++;
        Reach("before");
    }

    public void AfterRecord() => Reach("after");

    private void Reach(string side)
    {
        if (setting is null)
            return;
        var point = string.Create(CultureInfo.InvariantCulture, $"{_records}:{side}");
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
