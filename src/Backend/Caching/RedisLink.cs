using StackExchange.Redis;

namespace MalariaPredictor.Backend.Caching;

/// <summary>
/// The connection to Redis, which is made and restored beside the requests: none ever waits for it. When Redis is gone, that is said once,
/// and once more when it is back.
/// </summary>
internal sealed partial class RedisLink(RedisUrl url, CacheMetrics metrics, TimeProvider time, ILogger<RedisLink> logger)
    : IHostedService,
        IAsyncDisposable
{
    /// <summary>An answer that takes longer is worth no more than none.</summary>
    internal static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(250);

    /// <summary>So long a Redis that did not answer is left alone: it costs one request in this time its timeout, at most.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _over = new();
    private readonly Lock _telling = new();
    private Task _connecting = Task.CompletedTask;
    private volatile ConnectionMultiplexer? _connection;
    private long _restsSince;
    private bool _toldDown;

    /// <summary>Null while Redis cannot be asked.</summary>
    public IDatabase? Database =>
        _connection is { IsConnected: true } connection
        && (Interlocked.Read(ref _restsSince) is var since && (since == 0 || time.GetElapsedTime(since) > Rest))
            ? connection.GetDatabase()
            : null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _connecting = ConnectAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _over.CancelAsync();
        await _connecting;
    }

    /// <summary>Redis has answered.</summary>
    public void IsUp()
    {
        Interlocked.Exchange(ref _restsSince, 0);
        lock (_telling)
        {
            if (_toldDown)
            {
                _toldDown = false;
                Log.Back(logger, url.Name);
            }
        }
        metrics.Up.Set(1);
    }

    /// <summary>Redis has not answered.</summary>
    public void IsDown(string reason)
    {
        Interlocked.Exchange(ref _restsSince, time.GetTimestamp());
        lock (_telling)
        {
            if (!_toldDown)
            {
                _toldDown = true;
                Log.Gone(logger, url.Name, reason);
            }
        }
        metrics.Up.Set(0);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }

        _over.Dispose();
    }

    private async Task ConnectAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                var connection = await ConnectionMultiplexer.ConnectAsync(url.Options(Timeout));
                connection.ConnectionFailed += (_, failed) => IsDown(Reason(failed.FailureType));
                connection.ConnectionRestored += (_, _) => IsUp();
                _connection = connection;
                if (connection.IsConnected)
                {
                    IsUp();
                }
                else
                {
                    IsDown("it does not answer");
                }

                return; // From here on the driver connects again by itself.
            }
            catch (Exception refused) when (refused is RedisException or System.Net.Sockets.SocketException)
            {
                IsDown(refused is RedisConnectionException { FailureType: var type } ? Reason(type) : "it cannot be reached");
                await Task.Delay(Rest, time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static string Reason(ConnectionFailureType type) =>
        type switch
        {
            ConnectionFailureType.AuthenticationFailure => "it does not take the user or password of REDIS_URL, or wants TLS (rediss://)",
            ConnectionFailureType.UnableToConnect => "it cannot be reached, or lets nobody in",
            ConnectionFailureType.UnableToResolvePhysicalConnection => "its host is not known",
            _ => "the connection broke",
        };

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Redis at {Name} is not used: {Reason}. Everything goes on without it, slower; it is used again once it answers."
        )]
        public static partial void Gone(ILogger logger, string name, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Redis at {Name} answers again.")]
        public static partial void Back(ILogger logger, string name);
    }
}
