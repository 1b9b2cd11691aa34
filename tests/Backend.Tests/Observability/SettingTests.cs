using MalariaPredictor.Backend.Composition;
using MalariaPredictor.Backend.Tests.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MalariaPredictor.Backend.Tests.Observability;

/// <summary>What settings do, observed from outside.</summary>
public sealed class SettingTests
{
    private static readonly string[] Predictions = ["forecast-refresh", "retraining-check"];

    [Fact]
    public async Task Without_machine_learning_predictions_forecasts_and_training_are_off_and_nothing_else()
    {
        using var database = new TestDatabase();
        database.Set("FEATURE_BACKGROUND_JOBS", "true");
        database.Set("FEATURE_ML_PREDICTIONS", "true");
        var all = await JobsAsync(database);
        database.Set("FEATURE_ML_PREDICTIONS", "false");
        var left = await JobsAsync(database);

        all.ShouldContain("forecast-refresh");
        all.Except(left).Order().ShouldBe(Predictions);
    }

    [Fact]
    public async Task Without_data_ingestion_the_sources_are_off_and_nothing_else()
    {
        using var database = new TestDatabase();
        database.Set("FEATURE_BACKGROUND_JOBS", "true");
        database.Set("ERA5_API_KEY", "a-token");
        database.Set("FEATURE_DATA_INGESTION", "true");
        var all = await JobsAsync(database);
        database.Set("FEATURE_DATA_INGESTION", "false");
        var left = await JobsAsync(database);

        all.Except(left).ShouldBe(["ingest-era5"]);
    }

    [Fact]
    public async Task Without_background_jobs_none_is_on()
    {
        using var database = new TestDatabase();
        database.Set("FEATURE_BACKGROUND_JOBS", "false");

        (await JobsAsync(database)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_metrics_no_port_is_opened_for_them()
    {
        using var database = new TestDatabase();
        database.Set("ENABLE_METRICS", "false");
        await using var app = await ServedApp.Start(database);

        app.Services.GetService<MetricsServer>().ShouldBeNull();
    }

    [Theory]
    [InlineData("warning", false)]
    [InlineData("info", true)]
    public async Task The_log_level_decides_what_is_written(string level, bool written)
    {
        using var database = new TestDatabase();
        database.Set("LOG_LEVEL", level);
        await using var app = await ServedApp.Start(database);

        app.Services.GetRequiredService<ILogger<SettingTests>>().IsEnabled(LogLevel.Information).ShouldBe(written);
    }

    /// <summary>The names of the jobs that are on.</summary>
    private static async Task<IReadOnlyList<string>> JobsAsync(TestDatabase database) =>
        [
            .. (await database.Must("jobs", "list"))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(line => !line.Contains(" Off: ", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[0]),
        ];
}
