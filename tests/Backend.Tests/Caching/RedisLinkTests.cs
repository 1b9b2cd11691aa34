using System.Diagnostics;
using MalariaPredictor.Backend.Caching;
using MalariaPredictor.Backend.Observability;
using MalariaPredictor.Servers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Time.Testing;

namespace MalariaPredictor.Backend.Tests.Caching;

/// <summary>Redis comes, goes, hangs and comes back: nothing fails, nothing is slow, and each change is said once.</summary>
public sealed class RedisLinkTests : IAsyncDisposable
{
    /// <summary>What no single request may take longer than because of Redis, on a busy machine.</summary>
    private static readonly TimeSpan Bearable = TimeSpan.FromSeconds(2);

    private readonly ListedLog<RedisLink> _log = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly CacheMetrics _metrics = new(new RequestMetrics());
    private RedisLink _link = null!;
    private RedisStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _link.StopAsync(Cancel);
        await _link.DisposeAsync();
    }

    [Fact]
    public async Task What_is_stored_is_found_and_a_killed_Redis_is_used_again_once_it_is_back()
    {
        Redis.Needed();
        await using var server = await RedisServer.StartAsync();
        await UseAsync(server.Url);
        await UntilAsync(async () => await StoresAsync());
        _log.Lines.ShouldBeEmpty();

        await server.KillAsync();
        await UntilAsync(() => Task.FromResult(_metrics.Up.Value == 0));
        for (var i = 0; i < 20; i++)
        {
            (await TimedAsync()).ShouldBeNull();
        }

        _log.Lines.ShouldHaveSingleItem().ShouldContain($"Redis at redis://127.0.0.1:{server.Port}/2 is not used");
        await server.StartAgainAsync();
        await UntilAsync(async () => await StoresAsync());

        _log.Lines.Count.ShouldBe(2);
        _log.Lines.Last().ShouldContain("answers again");
        _metrics.Up.Value.ShouldBe(1);
    }

    [Fact]
    public async Task A_Redis_that_hangs_midway_costs_one_request_its_timeout_and_the_others_nothing()
    {
        Redis.Needed();
        await using var server = await RedisServer.StartAsync();
        await UseAsync(server.Url);
        await UntilAsync(async () => await StoresAsync());

        await server.SuspendAsync();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 50; i++)
        {
            (await TimedAsync()).ShouldBeNull();
        }

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Bearable);
        _log.Lines.ShouldHaveSingleItem().ShouldContain("does not answer in time");
        await server.ContinueAsync();
        await UntilAsync(async () => await StoresAsync());
        _log.Lines.Count.ShouldBe(2);
    }

    [Fact]
    public async Task One_that_accepts_and_never_answers_is_said_once_and_delays_nobody()
    {
        using var mute = new MuteServer();
        await UseAsync(mute.Url);
        await UntilAsync(() => Task.FromResult(!_log.Lines.IsEmpty));

        for (var i = 0; i < 20; i++)
        {
            (await TimedAsync()).ShouldBeNull();
            _clock.Advance(TimeSpan.FromSeconds(6));
        }

        _log.Lines.ShouldHaveSingleItem().ShouldNotContain("hidden");
    }

    [Fact]
    public async Task One_that_is_not_there_is_said_once_and_found_when_it_comes()
    {
        Redis.Needed();
        await using var server = await RedisServer.StartAsync();
        await server.KillAsync();
        await UseAsync(server.Url);
        await UntilAsync(() => Task.FromResult(!_log.Lines.IsEmpty));
        (await TimedAsync()).ShouldBeNull();

        await server.StartAgainAsync();
        await UntilAsync(async () => await StoresAsync());

        _log.Lines.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_wrong_password_is_told_as_such_and_not_repeated()
    {
        Redis.Needed();
        await using var server = await RedisServer.StartAsync();
        await UseAsync($"redis://:wrong@127.0.0.1:{server.Port}/0");
        await UntilAsync(() => Task.FromResult(!_log.Lines.IsEmpty));

        (await TimedAsync()).ShouldBeNull();
        _log.Lines.ShouldHaveSingleItem().ShouldNotContain("wrong@");
    }

    private async Task UseAsync(string url)
    {
        _link = new RedisLink(RedisUrl.Read(name => name == RedisUrl.Variable ? url : null)!, _metrics, _clock, _log);
        _store = new RedisStore(_link, _metrics);
        await _link.StartAsync(Cancel);
    }

    private async Task<bool> StoresAsync()
    {
        _clock.Advance(TimeSpan.FromSeconds(6)); // What rests may be asked again.
        await _store.SetAsync(
            "key",
            [1, 2, 3],
            new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) },
            Cancel
        );
        return await _store.GetAsync("key", Cancel) is [1, 2, 3];
    }

    private async Task<byte[]?> TimedAsync()
    {
        var began = Stopwatch.GetTimestamp();
        var found = await _store.GetAsync("key", Cancel);
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Bearable);
        return found;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(30));
            await Task.Delay(50, Cancel);
        }
    }
}
