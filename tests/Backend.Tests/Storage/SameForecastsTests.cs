using System.Text.Json;
using Dapper;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Tests.Commands;
using MalariaPredictor.Backend.Tests.Storage.Faults;

namespace MalariaPredictor.Backend.Tests.Storage;

public sealed class SameForecastsTests
{
    [Fact]
    public async Task Uganda_gets_the_same_model_and_the_same_forecasts_to_the_bit_on_both_databases()
    {
        Postgres.Needed();
        var data = Environment.GetEnvironmentVariable("BENCHMARK_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "BENCHMARK_DATA is not set: the observations of Uganda are not here to be read.");
        using var file = await Scratch.MigratedAsync(Dialect.Sqlite);
        using var server = await Scratch.MigratedAsync(Dialect.Postgres);

        var one = await ForecastAsync(file, data!);
        var other = await ForecastAsync(server, data!);

        one.Forecasts.Count.ShouldBe(116 * 3);
        other.Model.ShouldBe(one.Model);
        other.Forecasts.ShouldBe(one.Forecasts);
    }

    private static async Task<(string Model, IReadOnlyList<(long, int, int, string)> Forecasts)> ForecastAsync(Scratch scratch, string data)
    {
        await RunAsync(
            scratch,
            "import",
            Path.Combine(data, "uganda", "observations.csv"),
            "--boundaries",
            Path.Combine(data, "uganda", "boundaries.geojson")
        );
        var trained = JsonElement.Parse(await RunAsync(scratch, "train", "--json"));
        await RunAsync(scratch, "forecast");
        await using var connection = await scratch.Database.OpenAsync(TestContext.Current.CancellationToken);
        var stored = await connection.QueryAsync<(long, int, int, string)>(
            "SELECT location_id, horizon, target_ordinal, quantiles FROM forecast ORDER BY location_id, horizon"
        );
        return (trained.GetProperty("digest").GetString()!, [.. stored]);
    }

    private static async Task<string> RunAsync(Scratch scratch, params string[] arguments)
    {
        var (code, output, error) = await Cli.RunAsync(scratch, arguments);
        code.ShouldBe(0, error);
        return output;
    }
}
