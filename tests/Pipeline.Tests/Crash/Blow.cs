using System.Diagnostics;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tools;
using Microsoft.AspNetCore.Http;

namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>What happens while a deployer stands still at a journal record; then it goes on, to whatever end.</summary>
/// <param name="Name">For the table.</param>
/// <param name="StrikeAsync">The blow.</param>
/// <param name="Fix">What a person puts right before <c>resume</c>, if anything.</param>
/// <param name="Says">What the deployer must say of it.</param>
internal sealed record Blow(string Name, Func<CrashRig, Process, Task> StrikeAsync, Action<CrashRig>? Fix = null, string Says = "")
{
    public static Blow NewSlotDies { get; } = new("SIGKILL to the new slot", (rig, _) => KillSlotAsync(rig, serving: false));

    public static Blow ServingSlotDies { get; } = new("SIGKILL to the serving slot", (rig, _) => KillSlotAsync(rig, serving: true));

    public static Blow HostDies { get; } = new("SIGKILL to the host", (rig, _) => HostDeath.KillAsync(rig));

    /// <summary>A folder that is not there: a database of the slots and of the migration that cannot be opened.</summary>
    public static Blow DatabaseAway { get; } =
        new(
            "database unavailable from this record to the end",
            (rig, _) =>
            {
                Directory.Move(rig.DatabaseFolder, rig.DatabaseFolder + ".away");
                return Task.CompletedTask;
            },
            rig => Directory.Move(rig.DatabaseFolder + ".away", rig.DatabaseFolder)
        );

    /// <summary>Half a record fits; neither it nor any after it does.</summary>
    public static Blow JournalFull { get; } =
        new(
            "no room for this record in the journal",
            (rig, deployer) =>
            {
                const int HalfARecord = 40;
                FileSizeLimit.Set(deployer.Id, new FileInfo(rig.State.Journal).Length + HalfARecord);
                return Task.CompletedTask;
            },
            Says: "the release journal cannot be written"
        );

    /// <summary>It takes the question and never answers.</summary>
    public static Blow PrometheusSilent { get; } =
        Prometheus("answers nothing", context => Task.Delay(Timeout.Infinite, context.RequestAborted));

    public static Blow PrometheusGarbled { get; } =
        Prometheus("answers garbage", context => context.Response.WriteAsync("<html>{\"status\":\"succ"));

    /// <summary>In time, if only just.</summary>
    public static Blow PrometheusSlow { get; } =
        Prometheus(
            "answers slowly",
            async context =>
            {
                await Task.Delay(300, context.RequestAborted);
                await context.Response.WriteAsync(
                    """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1700000000.5,"0"]}]}}"""
                );
            }
        );

    public static Blow DiskFull(SmallDisk disk) =>
        new(
            "disk of the state full from this record to the end",
            (_, _) =>
            {
                disk.Fill();
                return Task.CompletedTask;
            },
            _ => disk.Free()
        );

    private static Blow Prometheus(string does, Func<HttpContext, Task> answer) =>
        new(
            $"Prometheus {does} from this record to the end",
            (rig, _) =>
            {
                rig.Prometheus.Answer = answer;
                return Task.CompletedTask;
            },
            rig => rig.Prometheus.Says("0")
        );

    private static async Task KillSlotAsync(CrashRig rig, bool serving)
    {
        var host = await rig.HostAsync();
        if (
            host.Slots.FirstOrDefault(slot => (slot.Name == host.Active) == serving) is { } victim
            && ProcessIdentity.Of(victim.Pid) is { } process
        )
        {
            Signals.KillGroup(process);
        }
    }
}
