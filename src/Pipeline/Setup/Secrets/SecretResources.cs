using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using MalariaPredictor.Pipeline.Setup.Cluster;
using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Setup.Secrets;

/// <summary>The Secrets by the names that deploy/kubernetes and deploy/helm reference.</summary>
internal static class SecretResources
{
    public const string Slack = "alertmanager-slack";
    public const string GrafanaAdmin = "grafana-admin";
    private const string SlackVariable = "SLACK_WEBHOOK_URL";
    private const string RegistryUser = "REGISTRY_USER";
    private const string RegistryToken = "REGISTRY_TOKEN";
    private const string NoImage = "the cluster could not pull the private image; the token needs to read packages only";

    /// <summary>Stands for every Secret of a namespace, where rights are asked for.</summary>
    public static ClusterObject Any(string scope) =>
        CreatedSecret.Manifest(
            new V1ObjectMeta { Name = Slack, NamespaceProperty = scope },
            CreatedSecret.Opaque,
            new Dictionary<string, string>(StringComparer.Ordinal)
        );

    /// <summary>Of an environment, in the order in which one needs another.</summary>
    public static IReadOnlyList<IResource> Of(
        KubernetesEnvironment environment,
        SetupCluster cluster,
        Func<string, string?> variable,
        bool force
    )
    {
        if (environment.Settings.ExternalSecrets is { } store)
        {
            return
            [
                .. ExternalSecretManifests
                    .All(environment, store)
                    .Select(secret => new AppliedObject(
                        cluster,
                        ClusterObject.Of(secret),
                        force,
                        "Install the External Secrets operator first: https://external-secrets.io/latest/introduction/getting-started/"
                    )),
            ];
        }
        var stores = new StoreSecrets(environment, new StoredSecrets(cluster, environment.Namespace), variable);
        return
        [
            new CreatedSecret(cluster, Labels.Metadata(environment, StoreSecrets.Owner), stores.OwnerAsync, CreatedSecret.BasicAuth),
            new CreatedSecret(cluster, Labels.Metadata(environment, SecretCatalog.Database.Name), stores.DatabaseAsync),
            new CreatedSecret(cluster, Labels.Metadata(environment, SecretCatalog.Cache.Name), stores.CacheAsync),
            new CreatedSecret(cluster, Labels.Metadata(environment, SecretCatalog.Application.Name), _ => Task.FromResult(Generated())),
            new CreatedSecret(
                cluster,
                Labels.Metadata(environment, SecretCatalog.DataSources.Name),
                _ => Task.FromResult(Supplied(variable))
            ),
            .. environment.Settings.PullSecret is { } name
                ? (IResource[])
                    [
                        new CreatedSecret(
                            cluster,
                            Labels.Metadata(environment, name),
                            _ => Task.FromResult(Registry(environment.Settings.Image, variable)),
                            CreatedSecret.DockerConfig
                        ),
                    ]
                : [],
        ];
    }

    /// <summary>Of Alertmanager and Grafana, which all environments share.</summary>
    public static IReadOnlyList<IResource> Monitoring(string scope, SetupCluster cluster, Func<string, string?> variable) =>
        [
            new CreatedSecret(
                cluster,
                new V1ObjectMeta { Name = Slack, NamespaceProperty = scope },
                _ => Task.FromResult(Webhook(variable))
            ),
            new CreatedSecret(
                cluster,
                new V1ObjectMeta { Name = GrafanaAdmin, NamespaceProperty = scope },
                _ => Task.FromResult(SecretRecipe.Of(("admin-user", () => "admin"), ("admin-password", Password.New)))
            ),
        ];

    private static SecretRecipe Generated() =>
        SecretRecipe.Of([.. SecretCatalog.Application.Keys.Select(key => (key.Key, (Func<string>)Password.NewKey))]);

    private static SecretRecipe Supplied(Func<string, string?> variable)
    {
        var given = SecretCatalog
            .DataSources.Keys.Select(key => SuppliedSecret.Read(key.Key, variable))
            .Where(secret => secret.IsGiven)
            .ToList();
        return given.Count > 0
            ? SecretRecipe.Of([.. given.Select(secret => (secret.Name, (Func<string>)secret.Require))])
            : SecretRecipe.None(
                ResourceStatus.LeftOut(
                    $"none of {string.Join(", ", SecretCatalog.DataSources.Keys.Select(key => key.Key))} is set: what needs them stays off"
                )
            );
    }

    /// <summary>What the nodes need to pull a private image.</summary>
    private static SecretRecipe Registry(string image, Func<string, string?> variable)
    {
        var (user, token) = (variable(RegistryUser), SuppliedSecret.Read(RegistryToken, variable));
        return string.IsNullOrEmpty(user)
                ? SecretRecipe.None(ResourceStatus.Held($"{RegistryUser} is not set: {NoImage}", $"set it to the user of {RegistryToken}"))
            : !token.IsGiven ? SecretRecipe.None(SuppliedSecret.Needed(RegistryToken, NoImage))
            : SecretRecipe.Of((".dockerconfigjson", Content));

        string Content() =>
            new JsonObject
            {
                ["auths"] = new JsonObject
                {
                    [image.Split('/')[0]] = new JsonObject
                    {
                        ["username"] = user,
                        ["password"] = token.Require(),
                        ["auth"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{token.Require()}")),
                    },
                },
            }.ToJsonString();
    }

    private static SecretRecipe Webhook(Func<string, string?> variable) =>
        SuppliedSecret.Read(SlackVariable, variable) is { IsGiven: true } given
            ? SecretRecipe.Of(("slack-webhook-url", given.Require))
            : SecretRecipe.None(SuppliedSecret.Needed(SlackVariable, "Alertmanager would have nobody to tell"));
}
