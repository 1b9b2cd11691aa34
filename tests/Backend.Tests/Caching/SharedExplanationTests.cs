using Dapper;
using MalariaPredictor.Backend.Caching;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Tests.Serving;
using MalariaPredictor.Servers;
using StackExchange.Redis;

namespace MalariaPredictor.Backend.Tests.Caching;

public sealed class SharedExplanationTests
{
    private const string Path = "/api/v1/forecasts/Akoro/explanation";

    [Fact]
    public async Task What_one_instance_worked_out_another_answers_with_to_the_byte_without_working_it_out()
    {
        Redis.Needed();
        await using var server = await RedisServer.StartAsync();
        using var database = await Champions.Of("ensemble", TinyCountry.Observations());
        database.Set("REDIS_URL", server.Url);
        string first;
        await using (var one = await ConnectedAsync(database))
        {
            first = await one.Text(Path);
        }

        await ForgetObservationsAsync(database);
        await using var other = await ConnectedAsync(database);

        (await other.Text(Path)).ShouldBe(first);
        (await other.Text("/locations/Akoro")).ShouldContain("Persistence", Case.Insensitive);
        using var metrics = new HttpClient();
        (
            await metrics.GetStringAsync(new Uri($"http://127.0.0.1:{other.MetricsPort}/metrics"), TestContext.Current.CancellationToken)
        ).ShouldContain("malaria_cache_lookups_total{outcome=\"hit\"} 1");
    }

    [Fact]
    public async Task An_entry_that_is_damaged_is_worked_out_again_and_a_reason_why_there_is_none_is_not_kept()
    {
        Redis.Needed();
        await using var server = await RedisServer.StartAsync();
        using var database = await Champions.Of("ensemble", TinyCountry.Observations());
        database.Set("REDIS_URL", server.Url);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(
            $"127.0.0.1:{server.Port},password={RedisServer.Password},defaultDatabase=2"
        );
        string whole;
        await using (var one = await ConnectedAsync(database))
        {
            whole = await one.Text(Path);
            var key = redis.GetServers().Single().Keys(database: 2).ShouldHaveSingleItem();
            key.ToString().ShouldStartWith("malaria:1:");
            key.ToString().ShouldContain(one.Services.GetDigest());
            await redis.GetDatabase().StringSetAsync(key, "not what was written");
        }

        await using (var other = await ConnectedAsync(database))
        {
            (await other.Text(Path)).ShouldBe(whole);
        }

        await ForgetObservationsAsync(database);
        await redis.GetDatabase().KeyDeleteAsync(redis.GetServers().Single().Keys(database: 2).Single());
        await using var late = await ConnectedAsync(database);
        (await late.Text(Path)).ShouldContain("cannot be explained");
        redis.GetServers().Single().Keys(database: 2).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_an_answer_from_Redis_explanations_are_what_they_are_without_it()
    {
        using var mute = new MuteServer();
        using var database = await Champions.Of("ensemble", TinyCountry.Observations());
        string alone;
        await using (var without = await ServedApp.Start(database))
        {
            alone = await without.Text(Path);
        }

        database.Set("REDIS_URL", mute.Url);
        await using var served = await ServedApp.Start(database);

        (await served.Text(Path)).ShouldBe(alone);
    }

    private static async Task<ServedApp> ConnectedAsync(TestDatabase database)
    {
        var app = await ServedApp.Start(database);
        while (app.Services.GetLink().Database is null)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return app;
    }

    /// <summary>Whoever works it out again now comes to no explanation.</summary>
    private static async Task ForgetObservationsAsync(TestDatabase database)
    {
        await using var connection = await new Database(database.HostContext.Options().Database).OpenAsync(
            TestContext.Current.CancellationToken
        );
        await connection.ExecuteAsync("DELETE FROM observation WHERE period_ordinal = (SELECT MAX(period_ordinal) FROM observation)");
    }
}

file static class Inside
{
    public static string GetDigest(this IServiceProvider services) =>
        ((CurrentForecasts)services.GetService(typeof(CurrentForecasts))!).Snapshot!.Run.Model.Digest;

    public static RedisLink GetLink(this IServiceProvider services) => (RedisLink)services.GetService(typeof(RedisLink))!;
}
