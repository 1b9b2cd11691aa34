using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>What the host's log says about slots.</summary>
internal static partial class SlotLog
{
    [LoggerMessage(1, LogLevel.Information, "Slot {Slot}: release {Release} still runs as process {Pid}; adopted.")]
    public static partial void Adopted(ILogger logger, string slot, string release, int pid);

    [LoggerMessage(2, LogLevel.Information, "Slot {Slot}: release {Release} started as process {Pid} on port {Port}.")]
    public static partial void Started(ILogger logger, string slot, string release, int pid, int port);

    [LoggerMessage(3, LogLevel.Information, "Slot {Slot} takes the traffic with release {Release}.")]
    public static partial void Switched(ILogger logger, string slot, string release);

    [LoggerMessage(4, LogLevel.Information, "Slot {Slot}: release {Release} stopped.")]
    public static partial void Stopped(ILogger logger, string slot, string release);

    [LoggerMessage(5, LogLevel.Warning, "Slot {Slot}: the process of release {Release} ended (was ready: {WasReady}): {Reason}.")]
    public static partial void Ended(ILogger logger, string slot, string release, bool wasReady, string reason);

    [LoggerMessage(6, LogLevel.Information, "Slot {Slot} is {Condition}: {Reason}.")]
    public static partial void Changed(ILogger logger, string slot, SlotCondition condition, string reason);

    [LoggerMessage(7, LogLevel.Error, "Slot {Slot} could not be started again; the next attempt follows in {Seconds} s at the latest.")]
    public static partial void NotRestarted(ILogger logger, string slot, double seconds, Exception exception);
}
