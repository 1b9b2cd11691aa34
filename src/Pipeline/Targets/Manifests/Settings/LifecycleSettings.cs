using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Settings;

internal sealed record LifecycleSettings
{
    [Description("Seconds that a pod may take to load the stored forecasts before it is given up.")]
    [Range(10, 1800)]
    public int StartupSeconds { get; init; } = 120;

    [Description("Seconds from a pod's removal from the Service to its order to stop, for every node to hear of it.")]
    [Range(0, 120)]
    public int PreStopSeconds { get; init; } = 5;

    [Description("Seconds that a pod still serves after its order to stop, while it tells kept-alive connections to close.")]
    [Range(0, 60)]
    public int DrainSeconds { get; init; } = 10;

    [Description("Seconds that a migration may take, and the backup before it.")]
    [Range(60, 86400)]
    public int MigrationSeconds { get; init; } = 1800;
}
