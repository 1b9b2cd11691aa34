using System.CommandLine;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Environments;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Commands;

/// <summary>Which environment a command is about: this machine's installation, or a namespace of a cluster.</summary>
internal static class EnvironmentOption
{
    public static Option<string> Create() =>
        new("--environment")
        {
            Description = "The environment: a name in deploy/environments, or a path. One with a section 'kubernetes' is on a cluster.",
            HelpName = "NAME|FILE",
            DefaultValueFactory = _ => EnvironmentFile.Local,
        };

    /// <summary>Null where the environment is of one machine.</summary>
    public static KubernetesEnvironment? Cluster(ParseResult parsed, Option<string> environment) =>
        EnvironmentFile.Find(parsed.GetValue(environment)!, chosen: parsed.GetResult(environment) is { Implicit: false }).Kubernetes;

    public static async Task<IInstallation> OpenAsync(
        ParseResult parsed,
        Option<string> environment,
        Option<string?> state,
        CancellationToken cancellationToken
    ) =>
        Cluster(parsed, environment) is { } cluster
            ? await ClusterInstallation.OpenAsync(cluster, TimeProvider.System, cancellationToken)
            : new Installation(SharedOptions.Directory(parsed, state), TimeProvider.System);
}
