namespace MalariaPredictor.Pipeline.Setup.Helm;

/// <summary>A chart of others that is installed here, pinned. The values file of each begins with the same command.</summary>
/// <param name="Release">What it is called once installed.</param>
/// <param name="Chart">Its name in the repository.</param>
/// <param name="Repository">Where it is from.</param>
/// <param name="Version">Of the chart.</param>
/// <param name="Values">The file in deploy/helm; null for the chart's own values.</param>
internal sealed record HelmChart(string Release, string Chart, string Repository, string Version, string? Values)
{
    private const string CloudNativePg = "https://cloudnative-pg.github.io/charts";

    public static HelmChart DatabaseOperator { get; } = new("cnpg", "cloudnative-pg", CloudNativePg, "0.29.0", Values: null);

    public static HelmChart Database { get; } = new("timescaledb", "cluster", CloudNativePg, "0.8.1", "timescaledb.yaml");

    public static HelmChart Cache { get; } = new("redis", "redis", "https://groundhog2k.github.io/helm-charts", "2.4.4", "redis.yaml");

    public static HelmChart Monitoring { get; } =
        new(
            "monitoring",
            "kube-prometheus-stack",
            "https://prometheus-community.github.io/helm-charts",
            "88.5.3",
            "kube-prometheus-stack.yaml"
        );

    /// <summary>As <c>helm list</c> names what is installed.</summary>
    public string Installed => $"{Chart}-{Version}";
}
