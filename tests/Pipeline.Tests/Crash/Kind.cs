namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>What a deployer is doing when the blow falls.</summary>
internal enum Kind
{
    Deploy,

    /// <summary>Of a release that a Prometheus judges, before the switch and after.</summary>
    JudgedDeploy,

    /// <summary>Of a release whose two instances take the place of the old ones one by one.</summary>
    RollingDeploy,

    /// <summary>Of a release that crashes on start.</summary>
    RefusedDeploy,

    /// <summary>Of a release that brings the database to a newer schema.</summary>
    Migration,

    /// <summary>To the release that still runs in the other slot.</summary>
    WarmRollback,

    /// <summary>To a release that has to be started again.</summary>
    ColdRollback,
}
