using System.Globalization;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>One row of the matrix: at which points of which operation what happens.</summary>
/// <param name="Operation">For the table.</param>
/// <param name="Blow">For the table.</param>
/// <param name="Points">Where it falls, in order, until the operation is over before the point comes.</param>
/// <param name="StrikeAsync">The blow and its aftermath.</param>
/// <param name="OnSmallDisk">The state lies on a disk of its own, given to the strike.</param>
/// <param name="Alone">It measures a time.</param>
internal sealed record MatrixRow(
    string Operation,
    string Blow,
    IEnumerable<string> Points,
    Func<CrashRig, SmallDisk?, string, Task<IReadOnlyList<string>?>> StrikeAsync,
    bool OnSmallDisk = false,
    bool Alone = false
)
{
    /// <summary>More than any operation writes.</summary>
    private const int MostRecords = 80;

    private static readonly Dictionary<Kind, string> Words = new()
    {
        [Kind.Deploy] = "deploy",
        [Kind.JudgedDeploy] = "deploy that Prometheus judges",
        [Kind.RollingDeploy] = "rolling deploy of two instances",
        [Kind.RefusedDeploy] = "deploy of a release that crashes on start",
        [Kind.Migration] = "deploy with a migration",
        [Kind.WarmRollback] = "warm rollback",
        [Kind.ColdRollback] = "cold rollback",
    };

    public override string ToString() => $"{Operation}: {Blow}";

    /// <param name="kind">Of what.</param>
    /// <param name="within">Also between the deployer's last look at the journal and the write: nothing lasting happens there, so one
    /// operation speaks for all.</param>
    public static MatrixRow DeployerKilled(Kind kind, bool within = false) =>
        new(
            Words[kind],
            $"SIGKILL to the deployer before{(within ? ", within" : "")} and after each record",
            within ? Every("before", "within", "after") : Every("before", "after"),
            (rig, _, point) => Strikes.KillDeployerAsync(rig, kind, point)
        );

    public static MatrixRow DeployerSuspended(Kind kind) =>
        new(
            Words[kind],
            "SIGSTOP to the deployer within each record, another deploys, SIGCONT",
            Every("within"),
            (rig, _, point) => Strikes.ResurrectAsync(rig, kind, point)
        );

    public static MatrixRow RecoveryKilled { get; } =
        new(
            "resume after a deployer died",
            "SIGKILL to the resume before each record, and another resume",
            Every("before"),
            (rig, _, point) => Strikes.KillRecoveryAsync(rig, point)
        );

    public static MatrixRow Struck(Kind kind, Blow blow) =>
        new(Words[kind], $"{blow.Name}, at each record", Every("before"), (rig, _, point) => Strikes.StrikeAsync(rig, kind, point, blow));

    public static MatrixRow DiskFull(Kind kind) =>
        new(
            Words[kind],
            "disk of the whole state full from each record on",
            Every("before"),
            (rig, disk, point) => Strikes.StrikeAsync(rig, kind, point, Crash.Blow.DiskFull(disk!)),
            OnSmallDisk: true
        );

    /// <param name="host">With the host, so that the migration is left behind.</param>
    public static MatrixRow MigratingKilled(bool host) =>
        new(
            Words[Kind.Migration],
            $"SIGKILL to the deployer{(host ? " and the host" : "")} while the migration's process runs, each time later",
            Enumerable.Range(0, 15).Select(late => $"{late * 30}"),
            (rig, _, late) => Strikes.KillMigratingAsync(rig, int.Parse(late, CultureInfo.InvariantCulture), host)
        );

    public static MatrixRow RollingKilled { get; } =
        new(
            Words[Kind.RollingDeploy],
            "SIGKILL to the deployer while both releases take traffic, each time later",
            Enumerable.Range(0, 15).Select(late => $"{late * 30}"),
            (rig, _, late) => Strikes.KillRollingAsync(rig, int.Parse(late, CultureInfo.InvariantCulture))
        );

    public static MatrixRow HostKilled { get; } =
        new(
            "nothing under way",
            "SIGKILL to the host, resume at once, slots adopted",
            Enumerable.Range(1, 15).Select(round => $"{round}"),
            (rig, _, _) => Strikes.KillHostAsync(rig),
            Alone: true
        );

    private static IEnumerable<string> Every(params string[] sides) =>
        from record in Enumerable.Range(1, MostRecords)
        from side in sides
        select $"{record}:{side}";
}
