using MalariaPredictor.Pipeline.Ci;
using MalariaPredictor.Pipeline.Tests.Crash;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Crash;

/// <summary>
/// Every journal record of every kind of operation on a cluster. Takes many minutes; run by <c>./pipeline ci --crash-matrix</c> as the
/// other rows are.
/// </summary>
[Collection(nameof(Alone))]
public sealed class WholeClusterMatrix
{
    private const int MostRecords = 80;
    private const int Connections = 20;

    private static readonly IReadOnlyList<Row> Rows =
    [
        Killed(Kind.Deploy, "deploy"),
        Killed(Kind.RefusedDeploy, "deploy of a release that crashes on start"),
        Killed(Kind.WarmRollback, "warm rollback"),
        Killed(Kind.ColdRollback, "cold rollback"),
        new(
            "deploy on a cluster",
            "SIGSTOP to the deployer within each record, another deploys, SIGCONT",
            ["within"],
            (rig, point) => rig.ResurrectAsync(point)
        ),
    ];

    [Fact(Explicit = true)]
    [OnRequest]
    public async Task Whatever_record_a_deployer_dies_at_one_release_serves_on_the_cluster_and_no_request_fails()
    {
        var done = new List<CrashMatrixRow>();
        foreach (var (number, row) in Rows.Index().Where(row => WholeCrashMatrix.IsAsked($"{row.Item.Operation}: {row.Item.Blow}")))
        {
            done.Add(await RunAsync(Matrix.End + number, row));
        }

        done.Where(row => !row.Holds).ShouldBeEmpty();
    }

    private static Row Killed(Kind kind, string operation) =>
        new(
            operation + " on a cluster",
            "SIGKILL to the deployer before and after each record",
            ["before", "after"],
            (rig, point) => rig.KillAsync(kind, point)
        );

    private static async Task<CrashMatrixRow> RunAsync(int number, Row row)
    {
        var (points, wrong, complaints) = (0, 0, new List<string>());
        Load load;
        await using (var rig = await ClusterCrashRig.CreateAsync(Connections))
        {
            load = rig.Load;
            foreach (var point in from record in Enumerable.Range(1, MostRecords) from side in row.Sides select $"{record}:{side}")
            {
                var (found, isUsable) = await StruckAsync(row, rig, point);
                if (found is null)
                {
                    break;
                }
                points++;
                wrong += found.Count > 0 ? 1 : 0;
                complaints.AddRange(found.Select(what => $"{point}: {what}"));
                if (!isUsable)
                {
                    break; // Where it stands now, the next point would tell nothing.
                }
            }
        }
        complaints.AddRange(load.Failures.Take(50));
        var result = new CrashMatrixRow(
            number,
            row.Operation,
            row.Blow,
            points,
            load.Requests,
            load.Failures.Count,
            load.StuckRequests,
            wrong
        );
        await WholeCrashMatrix.KeepAsync(result, complaints);
        return result;
    }

    private static async Task<(IReadOnlyList<string>? Found, bool IsUsable)> StruckAsync(Row row, ClusterCrashRig rig, string point)
    {
        try
        {
            return (await row.StrikeAsync(rig, point), true);
        }
        catch (Exception unusable) when (unusable is ShouldAssertException or TimeoutException)
        {
            return ([unusable.Message], false);
        }
    }

    private sealed record Row(
        string Operation,
        string Blow,
        IReadOnlyList<string> Sides,
        Func<ClusterCrashRig, string, Task<IReadOnlyList<string>?>> StrikeAsync
    );
}
