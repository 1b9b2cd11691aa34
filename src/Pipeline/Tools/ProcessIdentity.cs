using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;

namespace MalariaPredictor.Pipeline.Tools;

/// <summary>
/// A process that can be told from a later one with the same number: its id and the moment it began, as the system words it.
/// </summary>
internal sealed record ProcessIdentity(int Pid, string Began)
{
    [JsonIgnore]
    public bool IsAlive => Of(Pid) == this;

    /// <summary>Stands for a process that could not be started.</summary>
    public static ProcessIdentity None { get; } = new(0, "never");

    public static ProcessIdentity Current { get; } = Of(Environment.ProcessId)!;

    /// <summary>Null when no such process runs; a zombie, dead but not yet collected by its parent, does not run.</summary>
    public static ProcessIdentity? Of(int pid) => OperatingSystem.IsLinux() ? FromProc(pid) : FromSystem(pid);

    private static ProcessIdentity? FromProc(int pid)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null; // No such process: that is the answer.
        }
        // proc(5): the command's name is in parentheses and may hold anything, so fields are counted after the last one: 3 state, 22
        // starttime.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : new ProcessIdentity(pid, fields[19]);
    }

    private static ProcessIdentity? FromSystem(int pid)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            return process.HasExited
                ? null
                : new ProcessIdentity(pid, process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null; // No such process, or not ours to look at.
        }
    }
}
