using MalariaPredictor.Pipeline.Setup.Cluster;
using MalariaPredictor.Pipeline.Setup.GitHub;
using MalariaPredictor.Pipeline.Setup.Helm;
using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Setup.Secrets;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Manifests.Rendering;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Setup;

/// <summary>What a setup is asked for.</summary>
/// <param name="Root">The checkout.</param>
/// <param name="Environments">On a cluster; at least one.</param>
/// <param name="Variable">The process's environment: secrets are supplied by it.</param>
/// <param name="Force">Takes fields over that other managers own.</param>
/// <param name="Repository">On GitHub; null for that of the remote.</param>
/// <param name="Reviewers">Who approves deployments; empty to leave them as they are.</param>
internal sealed record SetupRequest(
    string Root,
    IReadOnlyList<KubernetesEnvironment> Environments,
    Func<string, string?> Variable,
    bool Force,
    GitHubRepository? Repository,
    IReadOnlyList<string> Reviewers
);

/// <summary>What there is to set up, in the order in which one area needs another; see decision 0044.</summary>
internal sealed class SetupAreas(SetupRequest request) : IDisposable
{
    public const string Kubernetes = "kubernetes";
    public const string Secrets = "secrets";
    public const string Monitoring = "monitoring";
    public const string Database = "database";
    public const string Cache = "cache";
    public const string GitHub = "github";

    private readonly List<IDisposable> _open = [];
    private SetupCluster? _cluster;

    public static IReadOnlyList<string> Order { get; } = [Kubernetes, Secrets, Monitoring, Database, Cache, GitHub];

    private SetupCluster Cluster => _cluster ??= new SetupCluster(Keep(Connection.Open(TimeProvider.System)));

    private IReadOnlyList<KubernetesEnvironment> Environments => request.Environments;

    private HelmResources Charts => new(request.Root, Cluster, new HelmProgram(request.Root), request.Variable, request.Force);

    /// <summary>The stack's namespace. Environments on one cluster share one; the first to name it is asked.</summary>
    private string MonitoringScope => Environments[0].Settings.Monitoring.Namespace;

    public async Task<IReadOnlyList<SetupSection>> SectionsAsync(IReadOnlyList<string> areas, CancellationToken cancellationToken)
    {
        var sections = new List<SetupSection>();
        foreach (var area in areas)
        {
            sections.AddRange(
                area switch
                {
                    Kubernetes => OfKubernetes(),
                    Secrets => OfSecrets(),
                    Monitoring => OfMonitoring(),
                    Database => Environments.Select(environment => new SetupSection(area, environment.Name, Charts.Database(environment))),
                    Cache => Environments.Select(environment => new SetupSection(area, environment.Name, Charts.Cache(environment))),
                    _ => await OfGitHubAsync(cancellationToken),
                }
            );
        }
        return sections;
    }

    public void Dispose() => _open.ForEach(one => one.Dispose());

    private IEnumerable<SetupSection> OfKubernetes()
    {
        var permanent = Environments
            .Select(environment =>
                (
                    environment.Name,
                    Objects: ManifestTree.Standing(environment).SelectMany(file => file.Content).Select(ClusterObject.Of).ToList()
                )
            )
            .ToList();
        yield return new SetupSection(
            Kubernetes,
            Environment: null,
            [new SharedNamespace(Cluster, MonitoringScope)],
            cancel =>
                SetupRights.RequireAsync(
                    Cluster,
                    [SharedNamespace.Manifest(MonitoringScope), .. permanent.SelectMany(one => one.Objects)],
                    cancel
                )
        );
        foreach (var (name, objects) in permanent)
        {
            yield return new SetupSection(Kubernetes, name, [.. objects.Select(item => new AppliedObject(Cluster, item, request.Force))]);
        }
    }

    private IEnumerable<SetupSection> OfSecrets()
    {
        foreach (var environment in Environments)
        {
            yield return new SetupSection(
                Secrets,
                environment.Name,
                SecretResources.Of(environment, Cluster, request.Variable, request.Force),
                cancel => SetupRights.RequireAsync(Cluster, [SecretResources.Any(environment.Namespace)], cancel)
            );
        }
        yield return new SetupSection(Secrets, Environment: null, SecretResources.Monitoring(MonitoringScope, Cluster, request.Variable));
    }

    private IEnumerable<SetupSection> OfMonitoring()
    {
        yield return new SetupSection(Monitoring, Environment: null, Charts.Stack(MonitoringScope));
        foreach (var environment in Environments)
        {
            yield return new SetupSection(Monitoring, environment.Name, Charts.Watched(environment));
        }
    }

    private async Task<IReadOnlyList<SetupSection>> OfGitHubAsync(CancellationToken cancellationToken)
    {
        var token = SuppliedSecret.Read("GITHUB_TOKEN", request.Variable);
        if (!token.IsGiven)
        {
            throw new UserFacingException(
                "GITHUB_TOKEN is not set: GitHub is asked in the name of somebody who administers the repository",
                "export GITHUB_TOKEN=$(gh auth token), or GITHUB_TOKEN_FILE names a file that holds one."
            );
        }
        var repository = request.Repository ?? await GitHubRepository.OfRemoteAsync(request.Root, cancellationToken);
        var server = request.Variable("GITHUB_API_URL") is { Length: > 0 } given ? given : "https://api.github.com";
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new UserFacingException("GITHUB_API_URL does not hold an http(s) address", "Unset it for github.com.");
        }
        var resources = new GitHubResources(request.Root, Keep(new GitHubClient(address, token.Require())), repository, request.Variable);
        return
        [
            new SetupSection(GitHub, Environment: null, resources.OfRepository(), resources.CheckAsync),
            .. Environments.Select(environment => new SetupSection(GitHub, environment.Name, resources.Of(environment, request.Reviewers))),
        ];
    }

    private T Keep<T>(T opened)
        where T : IDisposable
    {
        _open.Add(opened);
        return opened;
    }
}
