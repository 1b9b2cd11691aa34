namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>The crash matrix. The numbers of its rows are their places in the table.</summary>
internal static class Matrix
{
    /// <summary>The first row of the matrix on a cluster has this place in the table.</summary>
    public static int End => Rows.Count;

    public static IReadOnlyList<MatrixRow> Rows { get; } =
    [
        MatrixRow.DeployerKilled(Kind.Deploy, within: true),
        MatrixRow.DeployerKilled(Kind.RefusedDeploy),
        MatrixRow.DeployerKilled(Kind.RollingDeploy),
        MatrixRow.RollingKilled,
        MatrixRow.DeployerKilled(Kind.WarmRollback),
        MatrixRow.DeployerKilled(Kind.ColdRollback),
        MatrixRow.DeployerKilled(Kind.Migration),
        MatrixRow.MigratingKilled(host: false),
        MatrixRow.MigratingKilled(host: true),
        MatrixRow.RecoveryKilled,
        MatrixRow.Struck(Kind.Deploy, Blow.NewSlotDies),
        MatrixRow.Struck(Kind.Deploy, Blow.ServingSlotDies),
        MatrixRow.Struck(Kind.ColdRollback, Blow.ServingSlotDies),
        MatrixRow.DeployerSuspended(Kind.Deploy),
        MatrixRow.DeployerSuspended(Kind.WarmRollback),
        MatrixRow.Struck(Kind.Migration, Blow.DatabaseAway),
        MatrixRow.Struck(Kind.JudgedDeploy, Blow.PrometheusSilent),
        MatrixRow.Struck(Kind.JudgedDeploy, Blow.PrometheusGarbled),
        MatrixRow.Struck(Kind.JudgedDeploy, Blow.PrometheusSlow),
        MatrixRow.Struck(Kind.Deploy, Blow.JournalFull),
        MatrixRow.Struck(Kind.WarmRollback, Blow.JournalFull),
        MatrixRow.DiskFull(Kind.Deploy),
        MatrixRow.Struck(Kind.Deploy, Blow.HostDies),
        MatrixRow.HostKilled,
    ];
}
