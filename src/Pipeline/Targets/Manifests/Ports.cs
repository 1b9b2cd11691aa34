namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>The container's ports, the same in every environment.</summary>
internal static class Ports
{
    public const int Http = 8000;
    public const int Metrics = 9090;

    /// <summary>Of the Service.</summary>
    public const int Public = 80;
}
