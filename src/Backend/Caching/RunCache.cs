using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MalariaPredictor.Backend.Forecasts;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;

namespace MalariaPredictor.Backend.Caching;

/// <summary>
/// What was worked out of a run of forecasts, shared by all instances where there is a Redis; where there is none, nothing is kept. A key
/// names the program's build, the model, the data and the run: nobody ever reads what was worked out of others, or by another release.
/// </summary>
/// <param name="cache">Null without Redis.</param>
public sealed class RunCache(HybridCache? cache = null)
{
    /// <summary>Of how entries are written; another number, and none of the old ones is read.</summary>
    private const int Form = 1;

    private static readonly string Build = typeof(RunCache).Module.ModuleVersionId.ToString("N");

    private static readonly HybridCacheEntryOptions Look = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };

    /// <param name="run">What it is worked out of.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="of">Of what in the run, such as a location.</param>
    /// <param name="make">Works it out, and says whether it is to be kept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<T> GetAsync<T>(
        ForecastRun run,
        string kind,
        string of,
        Func<Task<(T Value, bool Keep)>> make,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (cache is null)
        {
            return (await make()).Value;
        }

        var key = Key(run, kind, of);
        if (await cache.GetOrCreateAsync(key, static _ => ValueTask.FromResult<T?>(null), Look, tags: null, cancellationToken) is { } found)
        {
            return found;
        }

        var (value, keep) = await make();
        if (keep)
        {
            await cache.SetAsync(key, value, options: null, tags: null, cancellationToken);
        }

        return value;
    }

    internal static string Key(ForecastRun run, string kind, string of) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"malaria:{Form}:{Build}:{run.Model.Digest}:{run.DataDigest}:{run.Origin}:{run.Id}:{run.IssuedAt.ToUnixTimeMilliseconds()}"
                + $":{kind}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)))}"
        );
}

/// <summary>Puts the cache together: two levels where REDIS_URL is set, none where it is not.</summary>
internal static class CacheServices
{
    /// <summary>A run is replaced by the next one, a week or a month later; what is left of it goes by itself.</summary>
    private static readonly TimeSpan InRedis = TimeSpan.FromDays(7);

    private static readonly TimeSpan InMemory = TimeSpan.FromMinutes(10);

    public static void AddRunCache(this IServiceCollection services, RedisUrl? redis)
    {
        if (redis is null)
        {
            services.AddSingleton(new RunCache());
            return;
        }

        services.AddSingleton(redis).AddSingleton<CacheMetrics>();
        services.AddSingleton<RedisLink>().AddHostedService(provider => provider.GetRequiredService<RedisLink>());
        services.AddSingleton<IDistributedCache, RedisStore>();
        services.AddHybridCache(cache =>
            cache.DefaultEntryOptions = new HybridCacheEntryOptions { Expiration = InRedis, LocalCacheExpiration = InMemory }
        );
        services.AddSingleton(provider => new RunCache(provider.GetRequiredService<HybridCache>()));
    }
}
