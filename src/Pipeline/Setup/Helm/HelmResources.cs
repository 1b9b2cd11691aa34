using System.Text;
using k8s.Models;
using MalariaPredictor.Pipeline.Setup.Cluster;
using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Setup.Secrets;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Rendering;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Setup.Helm;

/// <summary>Database, cache and monitoring: charts of others with the values of deploy/helm, and what of ours they load.</summary>
internal sealed class HelmResources(string root, SetupCluster cluster, HelmProgram helm, Func<string, string?> variable, bool force)
{
    private const string OperatorScope = "cnpg-system";
    private const string AlertmanagerConfig = "alertmanager-config";

    /// <summary>The kinds of the Prometheus operator, which the charts of database and cache make use of.</summary>
    private const string MonitoringKinds = "monitoring.coreos.com/v1";
    private const string MonitoringFirst = "./pipeline setup monitoring installs what brings it.";

    /// <summary>The operator is one for all environments; the database is an environment's own.</summary>
    public IReadOnlyList<IResource> Database(KubernetesEnvironment environment)
    {
        var stored = new StoredSecrets(cluster, environment.Namespace);
        var stores = new StoreSecrets(environment, stored, variable);
        async Task<string?> ManagedAsync(CancellationToken cancellationToken) =>
            await stores.HasManagedDatabaseAsync(cancellationToken) ? "the database is a managed one" : null;
        return
        [
            new HelmRelease(helm, root, HelmChart.DatabaseOperator, OperatorScope) { LeaveOut = ManagedAsync },
            new HelmRelease(helm, root, HelmChart.Database, environment.Namespace)
            {
                LeaveOut = ManagedAsync,
                Set = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["cluster.initdb.database"] = StoreSecrets.DatabaseOf(environment),
                },
                Require = cancel => RequireAsync(stored, environment, StoreSecrets.Owner, cancel),
            },
        ];
    }

    public IReadOnlyList<IResource> Cache(KubernetesEnvironment environment)
    {
        var stored = new StoredSecrets(cluster, environment.Namespace);
        var stores = new StoreSecrets(environment, stored, variable);
        return
        [
            new HelmRelease(helm, root, HelmChart.Cache, environment.Namespace)
            {
                LeaveOut = async cancel => await stores.HasManagedCacheAsync(cancel) ? "the cache is a managed one" : null,
                Require = cancel => RequireAsync(stored, environment, SecretCatalog.Cache.Name, cancel),
            },
        ];
    }

    /// <summary>The stack, which all environments share.</summary>
    public IReadOnlyList<IResource> Stack(string scope)
    {
        var stored = new StoredSecrets(cluster, scope);
        return
        [
            new AppliedObject(cluster, AlertmanagerSecret(scope), force),
            new HelmRelease(helm, root, HelmChart.Monitoring, scope)
            {
                Require = async cancel =>
                {
                    foreach (var secret in (string[])[SecretResources.Slack, SecretResources.GrafanaAdmin])
                    {
                        await RequireSecretAsync(stored, scope, secret, cancel);
                    }
                },
            },
            new AppliedObject(cluster, ClusterObject.Of(DashboardsManifest.Of(scope, MonitoringFiles.Of(root).Dashboards)), force),
        ];
    }

    /// <summary>What the stack loads for an environment.</summary>
    public IReadOnlyList<IResource> Watched(KubernetesEnvironment environment) =>
        [
            new AppliedObject(cluster, ClusterObject.Of(MonitorManifest.Of(environment)), force, MonitoringFirst),
            new AppliedObject(
                cluster,
                ClusterObject.Of(RulesManifest.Of(environment, MonitoringFiles.Of(root).Rules)),
                force,
                MonitoringFirst
            ),
        ];

    /// <summary>The routes of alerts hold no secret, but the operator takes them from one.</summary>
    private ClusterObject AlertmanagerSecret(string scope) =>
        ClusterObject.Of(
            new V1Secret
            {
                ApiVersion = V1Secret.KubeApiVersion,
                Kind = V1Secret.KubeKind,
                Metadata = new V1ObjectMeta { Name = AlertmanagerConfig, NamespaceProperty = scope },
                Type = CreatedSecret.Opaque,
                Data = new Dictionary<string, byte[]>(StringComparer.Ordinal)
                {
                    ["alertmanager.yaml"] = Encoding.UTF8.GetBytes(
                        File.ReadAllText(Path.Combine(root, "deploy", "monitoring", "alertmanager.yaml"))
                    ),
                },
            }
        );

    private async Task RequireAsync(
        StoredSecrets stored,
        KubernetesEnvironment environment,
        string secret,
        CancellationToken cancellationToken
    )
    {
        if (!await cluster.KnowsAsync(MonitoringKinds, cancellationToken))
        {
            throw new HeldException($"the cluster does not know {MonitoringKinds}, which its chart makes use of", MonitoringFirst);
        }
        await RequireSecretAsync(stored, environment.Namespace, secret, cancellationToken);
    }

    private static async Task RequireSecretAsync(StoredSecrets stored, string scope, string secret, CancellationToken cancellationToken)
    {
        if (await stored.FindAsync(secret, cancellationToken) is null)
        {
            throw new HeldException($"there is no Secret {secret} in namespace {scope}", "./pipeline setup secrets makes it.");
        }
    }
}
