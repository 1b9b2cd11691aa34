using System.Globalization;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>Every journal record of every kind of operation, before and after. Takes minutes; run by the command in docs/reliability.md.</summary>
[Collection(nameof(Alone))]
public sealed class WholeCrashMatrix(ITestOutputHelper output)
{
    private const int MostRecords = 60;
    private const int Connections = 20;
    private static readonly string[] Sides = ["before", "after"];

    [Theory(Explicit = true)]
    [InlineData(nameof(Kind.Deploy))]
    [InlineData(nameof(Kind.RefusedDeploy))]
    [InlineData(nameof(Kind.WarmRollback))]
    [InlineData(nameof(Kind.ColdRollback))]
    public Task A_deployer_killed_before_and_after_every_record(string kind) =>
        RowAsync(kind, "SIGKILL to the deployer, before and after the record", Sides, (rig, point) => Strikes.KillDeployerAsync(rig, Enum.Parse<Kind>(kind), point));

    [Theory(Explicit = true)]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_slot_killed_at_every_record(bool serving) =>
        RowAsync(nameof(Kind.Deploy), serving ? "SIGKILL to the serving slot" : "SIGKILL to the idle slot", Sides[1..], (rig, point) => Strikes.KillSlotAsync(rig, point, serving));

    [Fact(Explicit = true)]
    public Task A_deployer_suspended_at_every_record_and_taken_over() =>
        RowAsync(nameof(Kind.Deploy), "SIGSTOP to the deployer, another deploys, SIGCONT", ["within", "after"], Strikes.ResurrectAsync);

    [Fact(Explicit = true)]
    public async Task A_host_killed_under_load_serves_again_soon()
    {
        await using var rig = await CrashRig.CreateAsync(Connections);
        using var http = new HttpClient();
        var times = new List<double>();
        for (var round = 0; round < 15; round++)
        {
            var host = await rig.HostAsync();
            times.Add((await Strikes.KillHostAsync(rig, http, new Uri(host.Url + "/work"))).TotalMilliseconds);
            (await rig.WrongAsync()).ShouldBeEmpty();
            (await rig.HostAsync()).Slots.Select(slot => slot.Pid).ShouldBe(host.Slots.Select(slot => slot.Pid), "the slots are adopted, not started again");
        }
        times.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"host killed {times.Count} times: serves again after {times[times.Count / 2]:0} ms (median), {times[^1]:0} ms (worst)"));
    }

    private async Task RowAsync(string operation, string blow, string[] sides, Func<CrashRig, string, Task<IReadOnlyList<string>?>> strike)
    {
        await using var rig = await CrashRig.CreateAsync(Connections);
        var wrong = new List<string>();
        var points = 0;
        foreach (var point in from record in Enumerable.Range(1, MostRecords) from side in sides select $"{record}:{side}")
        {
            if (await strike(rig, point) is not { } found)
                break;
            points++;
            wrong.AddRange(found.Select(what => $"{point}: {what}"));
        }
        output.WriteLine($"| {operation} | {blow} | {points} | {rig.Load.Requests} | {rig.Load.Failures.Count} | {wrong.Count} |");

        points.ShouldBeGreaterThan(3);
        wrong.ShouldBeEmpty();
        rig.Load.Failures.ShouldBeEmpty();
    }
}
