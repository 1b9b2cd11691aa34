using System.Globalization;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Forecasts;

public sealed class SwapTests
{
    [Fact]
    public async Task Newer_forecasts_are_swapped_in_and_the_older_origin_stays_to_be_had()
    {
        using var database = new TestDatabase();
        await database.Must("migrate", "up");
        await database.Import(TinyCountry.Observations(months: 59));
        await database.Must("train");
        await database.Must("forecast");
        await using var app = await ServedApp.Start(database);
        var before = await app.Text("/api/v1/forecasts/Akoro");

        await database.Import(TinyCountry.Observations(months: 60));
        await database.Must("forecast");
        await app.Look();

        (await app.Json("/api/v1/forecasts/Akoro")).GetProperty("origin").GetString().ShouldBe("2023-12");
        (await app.Text("/api/v1/forecasts/Akoro?origin=2023-11")).ShouldBe(before);
    }

    [Fact]
    public async Task Every_response_comes_from_one_model_while_models_are_swapped_under_load()
    {
        using var database = await TestDatabase.Forecast();
        await using var app = await ServedApp.Start(database);
        using var enough = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => Read(app, enough.Token))).ToList();

        for (var seed = 20; seed < 23; seed++)
        {
            await database.Import(TinyCountry.Observations(seed: seed));
            await database.Must("train");
            await database.Must("forecast");
            await app.Look();
        }

        await enough.CancelAsync();
        var seen = (await Task.WhenAll(readers)).SelectMany(pairs => pairs).ToHashSet();
        seen.Count.ShouldBeGreaterThan(1);
        seen.Select(pair => pair.Digest)
            .Distinct()
            .Count()
            .ShouldBe(seen.Count, "a model digest came with two versions or two data digests");
    }

    [Fact]
    public async Task A_champion_without_forecasts_leaves_the_forecasts_of_the_last_one_in_service()
    {
        using var database = await TestDatabase.Forecast();
        await database.Import(TinyCountry.Observations(seed: 99));
        await database.Must("train");
        await using var app = await ServedApp.Start(database);

        (await app.Json("/version")).GetProperty("model").GetProperty("version").GetInt32().ShouldBe(1);
        (await app.Json("/health/readiness")).GetProperty("status").GetString().ShouldBe("ready");
    }

    private static async Task<HashSet<(string Digest, string Version, string Data)>> Read(ServedApp app, CancellationToken enough)
    {
        var seen = new HashSet<(string, string, string)>();
        while (!enough.IsCancellationRequested)
        {
            var all = await app.Json("/api/v1/forecasts");
            var model = all.GetProperty("model");
            seen.Add(
                (
                    model.GetProperty("digest").GetString()!,
                    model.GetProperty("version").GetInt32().ToString(CultureInfo.InvariantCulture),
                    all.GetProperty("dataDigest").GetString()!
                )
            );
        }

        return seen;
    }
}
