using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Setup.Cluster;
using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Targets.Manifests;

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

/// <summary>
/// A chart as installed: compared by what <c>helm list</c> and <c>helm get values</c> say, brought about by <c>helm upgrade
/// --install</c>.
/// </summary>
internal sealed class HelmRelease(HelmProgram helm, string root, HelmChart chart, string scope) : IResource
{
    private const string Deployed = "deployed";
    private const string Within = "15m";

    /// <summary>Values besides those of the file, by their path, such as <c>cluster.initdb.database</c>.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Nothing to install where this gives a reason.</summary>
    public Func<CancellationToken, Task<string?>> LeaveOut { get; init; } = _ => Task.FromResult<string?>(null);

    /// <summary>What must be there before it is installed.</summary>
    /// <remarks>Throws a <see cref="HeldException"/> where it is not.</remarks>
    public Func<CancellationToken, Task> Require { get; init; } = _ => Task.CompletedTask;

    public string Name => $"Helm release {chart.Release} in {scope}";

    public async Task<ResourceStatus> ObserveAsync(CancellationToken cancellationToken)
    {
        if (await LeaveOut(cancellationToken) is { } reason)
        {
            return ResourceStatus.LeftOut(reason);
        }
        var list = await helm.AskAsync(
            ["list", "--namespace", scope, "--filter", $"^{chart.Release}$", "--deployed", "--failed", "--pending", "--uninstalling"],
            $"asking helm for {chart.Release}",
            cancellationToken
        );
        if (list?.AsArray().FirstOrDefault() is not { } found)
        {
            return ResourceStatus.Missing($"chart {chart.Installed} of {chart.Repository}");
        }
        var (installed, status) = (found["chart"]!.GetValue<string>(), found["status"]!.GetValue<string>());
        if (status.StartsWith("pending-", StringComparison.Ordinal) || status == "uninstalling")
        {
            return ResourceStatus.Held(
                $"it is {status}: helm is at work, or was cut off",
                $"wait; or helm rollback {chart.Release} --namespace {scope}, at the first installation helm uninstall "
                    + $"{chart.Release} --namespace {scope}"
            );
        }
        var live = await helm.AskAsync(
            ["get", "values", chart.Release, "--namespace", scope],
            $"asking helm for the values of {chart.Release}",
            cancellationToken
        );
        List<string> differences =
        [
            .. status == Deployed ? [] : (string[])[$"its last installation is {status}"],
            .. installed == chart.Installed ? [] : (string[])[$"chart: {installed} → {chart.Installed}"],
        ];
        // Values of others' making may hold passwords: where they differ is said, not how.
        differences.AddRange(
            FieldDifferences.Between(live ?? new JsonObject(), Wanted(), withValues: false).Select(field => $"values: {field}")
        );
        return differences.Count == 0 ? ResourceStatus.AsWanted : ResourceStatus.Differs(differences);
    }

    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        await Require(cancellationToken);
        await helm.RunAsync(
            [
                "upgrade",
                "--install",
                chart.Release,
                chart.Chart,
                "--repo",
                chart.Repository,
                "--version",
                chart.Version,
                "--namespace",
                scope,
                "--create-namespace",
                .. chart.Values is null ? (string[])[] : ["--values", $"deploy/helm/{chart.Values}"],
                .. Set.SelectMany(pair => (string[])["--set-string", $"{pair.Key}={pair.Value}"]),
                "--wait",
                "--timeout",
                Within,
            ],
            $"installing {chart.Release}",
            cancellationToken
        );
    }

    private JsonObject Wanted()
    {
        var values = chart.Values is null
            ? []
            : YamlJson.Read(File.ReadAllText(Path.Combine(root, "deploy", "helm", chart.Values)))?.AsObject() ?? [];
        foreach (var (path, value) in Set)
        {
            var at = values;
            var parts = path.Split('.');
            foreach (var part in parts[..^1])
            {
                at = (at[part] ??= new JsonObject()).AsObject();
            }
            at[parts[^1]] = value;
        }
        return values;
    }
}
