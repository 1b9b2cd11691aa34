using k8s;
using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>A value that a Secret holds, and the variable by which the backend reads it.</summary>
/// <param name="Key">In the Secret.</param>
/// <param name="Variable">Of the process; null where only people and other tools read it.</param>
/// <param name="Required">False where the backend does without, and says so.</param>
internal sealed record SecretKey(string Key, string? Variable, bool Required);

/// <param name="Name">Of the Secret.</param>
/// <param name="Keys">What it holds.</param>
internal sealed record SecretUse(string Name, IReadOnlyList<SecretKey> Keys);

/// <summary>The Secrets of an environment. The repository holds their names, never their values.</summary>
internal static class SecretCatalog
{
    public static SecretUse Database { get; } =
        new(
            "malaria-predictor-database-secret",
            [
                new("DATABASE_URL", "DATABASE_URL", Required: true),
                new("DATABASE_HOST", Variable: null, Required: false),
                new("DATABASE_PORT", Variable: null, Required: false),
                new("DATABASE_NAME", Variable: null, Required: false),
                new("DATABASE_USER", Variable: null, Required: false),
                new("DATABASE_PASSWORD", Variable: null, Required: false),
            ]
        );

    public static SecretUse Cache { get; } =
        new(
            "malaria-predictor-redis-secret",
            [
                new("REDIS_URL", "REDIS_URL", Required: false),
                new("REDIS_HOST", Variable: null, Required: false),
                new("REDIS_PORT", Variable: null, Required: false),
                new("REDIS_PASSWORD", Variable: null, Required: false),
            ]
        );

    public static SecretUse Application { get; } =
        new(
            "malaria-predictor-secrets",
            [
                new("api_secret_key", "API_SECRET_KEY", Required: false),
                new("jwt_secret", Variable: null, Required: false),
                new("encryption_key", "ENCRYPTION_KEY", Required: false),
            ]
        );

    public static SecretUse DataSources { get; } =
        new(
            "malaria-predictor-api-keys",
            [
                new("ERA5_API_KEY", "ERA5_API_KEY", Required: false),
                new("MODIS_API_KEY", "MODIS_API_KEY", Required: false),
                new("MAP_API_KEY", "MAP_API_KEY", Required: false),
                new("DHIS2_TOKEN", "DHIS2_TOKEN", Required: false),
                new("DHIS2_PASSWORD", "DHIS2_PASSWORD", Required: false),
                new("SENTRY_DSN", "SENTRY_DSN", Required: false),
            ]
        );

    public static IReadOnlyList<SecretUse> All { get; } = [Database, Cache, Application, DataSources];
}

/// <summary>The Secrets by reference to where they are kept.</summary>
internal static class ExternalSecretManifests
{
    public static IEnumerable<ExternalSecret> All(KubernetesEnvironment environment, ExternalSecretSettings store) =>
        SecretCatalog.All.Select(secret => new ExternalSecret
        {
            Metadata = Labels.Metadata(environment, secret.Name),
            Spec = new ExternalSecretSpec(
                store.Refresh,
                new(store.Store, store.Kind),
                new(secret.Name),
                [new(new(store.Prefix + secret.Name))]
            ),
        });
}

/// <summary>
/// Tells the External Secrets operator which Secret to keep, and from where (external-secrets.io/v1); what of it is in use here.
/// </summary>
internal sealed record ExternalSecret : IKubernetesObject<V1ObjectMeta>, ISpec<ExternalSecretSpec>
{
    public string ApiVersion { get; set; } = "external-secrets.io/v1";

    public string Kind { get; set; } = "ExternalSecret";

    public required V1ObjectMeta Metadata { get; set; }

    public required ExternalSecretSpec Spec { get; set; }
}

internal sealed record ExternalSecretSpec(
    string RefreshInterval,
    StoreReference SecretStoreRef,
    SecretTarget Target,
    IReadOnlyList<RemoteSecret> DataFrom
);

internal sealed record StoreReference(string Name, string Kind);

internal sealed record SecretTarget(string Name, string CreationPolicy = "Owner");

/// <param name="Extract">Every value of one secret of the store.</param>
internal sealed record RemoteSecret(RemoteKey Extract);

internal sealed record RemoteKey(string Key);
