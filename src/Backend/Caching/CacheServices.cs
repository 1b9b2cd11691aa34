using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;

namespace MalariaPredictor.Backend.Caching;

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
