using System.Diagnostics;
using MalariaPredictor.Pipeline.Targets.Process;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>What happens while a deployer stands still at a journal record; then it goes on, to whatever end.</summary>
/// <param name="Name">For the table.</param>
/// <param name="StrikeAsync">The blow.</param>
/// <param name="Mend">What a person puts right before <c>resume</c>, if anything.</param>
/// <param name="Says">What the deployer must say of it.</param>
internal sealed record Blow(string Name, Func<CrashRig, Process, Task> StrikeAsync, Action<CrashRig>? Mend = null, string Says = "")
{
    public static Blow NewSlotDies { get; } = new("SIGKILL to the new slot", (rig, _) => KillSlotAsync(rig, serving: false));

    public static Blow ServingSlotDies { get; } = new("SIGKILL to the serving slot", (rig, _) => KillSlotAsync(rig, serving: true));

    public static Blow HostDies { get; } = new("SIGKILL to the host", (rig, _) => HostDeath.KillAsync(rig));

    /// <summary>A folder that is not there: a database of the slots and of the migration that cannot be opened.</summary>
    public static Blow DatabaseAway { get; } = new("database unavailable from this record to the end", (rig, _) =>
    {
        Directory.Move(rig.DatabaseFolder, rig.DatabaseFolder + ".away");
        return Task.CompletedTask;
    }, rig => Directory.Move(rig.DatabaseFolder + ".away", rig.DatabaseFolder));

    /// <summary>Half a record fits; neither it nor any after it does.</summary>
    public static Blow JournalFull { get; } = new("no room for this record in the journal", (rig, deployer) =>
    {
        const int HalfARecord = 40;
        FileSizeLimit.Set(deployer.Id, new FileInfo(rig.State.Journal).Length + HalfARecord);
        return Task.CompletedTask;
    }, Says: "the release journal cannot be written");

    public static Blow DiskFull(SmallDisk disk) => new("disk of the state full from this record to the end", (_, _) =>
    {
        disk.Fill();
        return Task.CompletedTask;
    }, _ => disk.Free());

    private static async Task KillSlotAsync(CrashRig rig, bool serving)
    {
        var host = await rig.HostAsync();
        if (host.Slots.FirstOrDefault(slot => (slot.Name == host.Active) == serving) is { } victim && ProcessIdentity.Of(victim.Pid) is { } process)
            Signals.KillGroup(process);
    }
}
