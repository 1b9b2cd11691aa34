using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;

namespace MalariaPredictor.Backend.Caching;

/// <summary>Redis as the second level of a cache. It never fails and never takes long: what it cannot give is not there.</summary>
internal sealed class RedisStore(RedisLink link, CacheMetrics metrics) : IDistributedCache
{
    public async Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        if (link.Database is not { } database)
        {
            metrics.Unavailable();
            return null;
        }

        try
        {
            var found = (byte[]?)await database.StringGetAsync(key);
            link.IsUp();
            (found is null ? (Action)metrics.Miss : metrics.Hit)();
            return found;
        }
        catch (Exception silent) when (silent is RedisException or TimeoutException)
        {
            link.IsDown("it does not answer in time");
            metrics.Unavailable();
            return null;
        }
    }

    public async Task SetAsync(
        string key,
        byte[] value,
        DistributedCacheEntryOptions options,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            if (link.Database is { } database)
            {
                await database.StringSetAsync(
                    key,
                    value,
                    options.AbsoluteExpirationRelativeToNow is { } age ? new Expiration(age) : default
                );
            }
        }
        catch (Exception silent) when (silent is RedisException or TimeoutException)
        {
            link.IsDown("it does not answer in time");
        }
    }

    public Task RefreshAsync(string key, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task RemoveAsync(string key, CancellationToken cancellationToken = default) => throw Unused();

    public byte[]? Get(string key) => throw Unused();

    public void Refresh(string key) => throw Unused();

    public void Remove(string key) => throw Unused();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw Unused();

    private static NotSupportedException Unused() =>
        new("Entries are read and written asynchronously, and go by their age: keys name what they belong to.");
}
