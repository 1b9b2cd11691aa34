using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Setup.Secrets;

/// <summary>
/// The Secrets of database and cache. Either the store is installed here, and its password is made once; or it is a managed one, and a
/// person supplies its address as DATABASE_URL or REDIS_URL.
/// </summary>
internal sealed class StoreSecrets(KubernetesEnvironment environment, StoredSecrets stored, Func<string, string?> variable)
{
    /// <summary>For the database's operator, which makes the user and its database with it.</summary>
    public const string Owner = "malaria-predictor-database-owner";

    /// <summary>The Services that the charts of deploy/helm make.</summary>
    public const string DatabaseHost = "timescaledb-rw";
    public const string CacheHost = "redis-master";

    private const string User = "app_user";
    private const string DatabasePort = "5432";
    private const string CachePort = "6379";
    private const string UserKey = "username";
    private const string PasswordKey = "password";

    /// <summary>As the guide calls it: staging must not be mistaken for production.</summary>
    public static string DatabaseOf(KubernetesEnvironment environment) =>
        environment.Name == "production" ? "malaria_prediction" : $"malaria_prediction_{environment.Name.Replace('-', '_')}";

    /// <summary>True where the environment uses a database that is not installed here.</summary>
    public Task<bool> HasManagedDatabaseAsync(CancellationToken cancellationToken) =>
        IsManagedAsync("DATABASE_URL", SecretCatalog.Database.Name, "DATABASE_HOST", DatabaseHost, cancellationToken);

    public Task<bool> HasManagedCacheAsync(CancellationToken cancellationToken) =>
        IsManagedAsync("REDIS_URL", SecretCatalog.Cache.Name, "REDIS_HOST", CacheHost, cancellationToken);

    public async Task<SecretRecipe> OwnerAsync(CancellationToken cancellationToken)
    {
        if (await HasManagedDatabaseAsync(cancellationToken))
        {
            return SecretRecipe.None(ResourceStatus.LeftOut("the database is a managed one"));
        }
        var known = (await stored.FindAsync(SecretCatalog.Database.Name, cancellationToken))?.GetValueOrDefault("DATABASE_PASSWORD");
        return SecretRecipe.Of((UserKey, () => User), (PasswordKey, () => known ?? Password.New()));
    }

    public async Task<SecretRecipe> DatabaseAsync(CancellationToken cancellationToken)
    {
        if (SuppliedSecret.Read("DATABASE_URL", variable) is { IsGiven: true } url)
        {
            return SecretRecipe.Of(("DATABASE_URL", () => Address(url, "postgres")));
        }
        // The owner's Secret is made before this one: by then there is a password.
        var owner = await stored.FindAsync(Owner, cancellationToken);
        string Secret() =>
            owner?.GetValueOrDefault(PasswordKey)
            ?? throw new HeldException(
                $"the Secret {Owner} has no password",
                "Delete it, where no database has been made with it yet, and run this again."
            );
        var (user, name) = (owner?.GetValueOrDefault(UserKey) ?? User, DatabaseOf(environment));
        return SecretRecipe.Of(
            ("DATABASE_HOST", () => DatabaseHost),
            ("DATABASE_PORT", () => DatabasePort),
            ("DATABASE_NAME", () => name),
            ("DATABASE_USER", () => user),
            ("DATABASE_PASSWORD", Secret),
            ("DATABASE_URL", () => $"postgresql://{user}:{Uri.EscapeDataString(Secret())}@{DatabaseHost}:{DatabasePort}/{name}")
        ) with
        {
            Essential = ["DATABASE_URL"],
        };
    }

    public Task<SecretRecipe> CacheAsync(CancellationToken cancellationToken)
    {
        if (SuppliedSecret.Read("REDIS_URL", variable) is { IsGiven: true } url)
        {
            return Task.FromResult(SecretRecipe.Of(("REDIS_URL", () => Address(url, "redis"))));
        }
        var password = new Lazy<string>(Password.New);
        return Task.FromResult(
            SecretRecipe.Of(
                ("REDIS_HOST", () => CacheHost),
                ("REDIS_PORT", () => CachePort),
                ("REDIS_PASSWORD", () => password.Value),
                ("REDIS_URL", () => $"redis://:{password.Value}@{CacheHost}:{CachePort}/0")
            ) with
            {
                Essential = ["REDIS_URL"],
            }
        );
    }

    /// <summary>What is set on this machine may be meant for this machine: a file of its own, say.</summary>
    private static string Address(SuppliedSecret supplied, string scheme) =>
        supplied.Require() is var url && url.StartsWith(scheme, StringComparison.Ordinal) && url.Contains("://", StringComparison.Ordinal)
            ? url
            : throw new HeldException(
                $"{supplied.Name} is not the address of a server ({scheme}…://)",
                $"Set it to one, or unset it to have one installed by ./pipeline setup."
            );

    /// <summary>What has been written decides; before that, whether an address is supplied.</summary>
    private async Task<bool> IsManagedAsync(string url, string secret, string key, string own, CancellationToken cancellationToken) =>
        await stored.FindAsync(secret, cancellationToken) is { } there
            ? there.GetValueOrDefault(key) != own
            : SuppliedSecret.Read(url, variable).IsGiven;
}
