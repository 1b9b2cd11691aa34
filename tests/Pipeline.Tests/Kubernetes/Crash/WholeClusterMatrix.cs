using MalariaPredictor.Pipeline.Tests.Crash;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Crash;

/// <summary>Every journal record of every kind of operation on a cluster. Takes minutes; run by the command in docs/kubernetes.md.</summary>
[Collection(nameof(Alone))]
public sealed class WholeClusterMatrix(ITestOutputHelper output)
{
    private const int MostRecords = 80;
    private const int Connections = 20;

    [Theory(Explicit = true)]
    [InlineData(nameof(Kind.Deploy))]
    [InlineData(nameof(Kind.RefusedDeploy))]
    [InlineData(nameof(Kind.WarmRollback))]
    [InlineData(nameof(Kind.ColdRollback))]
    public Task A_deployer_killed_before_and_after_every_record(string kind) =>
        RowAsync(kind, "SIGKILL to the deployer before and after each record", ["before", "after"], (rig, point) => rig.KillAsync(Enum.Parse<Kind>(kind), point));

    [Fact(Explicit = true)]
    public Task A_deployer_suspended_at_every_record_and_taken_over() =>
        RowAsync(nameof(Kind.Deploy), "SIGSTOP to the deployer within each record, another deploys, SIGCONT", ["within"], (rig, point) => rig.ResurrectAsync(point));

    private async Task RowAsync(string operation, string blow, string[] sides, Func<ClusterCrashRig, string, Task<IReadOnlyList<string>?>> strike)
    {
        await using var rig = await ClusterCrashRig.CreateAsync(Connections);
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
