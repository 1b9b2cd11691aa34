using System.Net;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Observability;

public sealed class StoppingTests
{
    [Fact]
    public async Task Told_to_stop_it_is_unready_yet_answers_and_asks_clients_to_leave()
    {
        using var database = await TestDatabase.Forecast();
        database.Set("DRAIN_SECONDS", "2");
        await using var app = await ServedApp.Start(database);
        var stopping = app.Stop();

        using var readiness = await app.Get("/health/readiness");
        using var forecast = await app.Get("/api/v1/forecasts/Akoro");

        readiness.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        forecast.StatusCode.ShouldBe(HttpStatusCode.OK);
        forecast.Headers.ConnectionClose.ShouldBe(true);
        await stopping;
    }

    [Fact]
    public async Task A_taken_port_is_named_with_its_remedy()
    {
        using var database = await TestDatabase.Forecast();
        await using var app = await ServedApp.Start(database);
        var port = app.Client.BaseAddress!.Port;

        var (code, _, error) = await database.Run("serve", "--port", $"{port}");

        code.ShouldBe(ExitCode.Failed);
        error.ShouldContain($"The port {port} on 127.0.0.1");
        error.ShouldContain($"--port {port + 1}");
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_taken_metrics_port_is_named_with_its_remedy()
    {
        using var database = await TestDatabase.Forecast();
        await using var app = await ServedApp.Start(database);
        database.Set("METRICS_PORT", $"{app.MetricsPort}");

        var (code, _, error) = await database.Run("serve", "--port", "0");

        code.ShouldBe(ExitCode.Failed);
        error.ShouldContain($"metrics port {app.MetricsPort}");
        error.ShouldContain("METRICS_PORT");
        error.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("METRICS_PORT", "many")]
    [InlineData("METRICS_PORT", "70000")]
    [InlineData("ENABLE_METRICS", "perhaps")]
    [InlineData("ENVIRONMENT", "lab")]
    [InlineData("LOG_LEVEL", "loud")]
    [InlineData("RELEASE_ID", "line\nbreak")]
    [InlineData("DRAIN_SECONDS", "-1")]
    public async Task A_bad_setting_stops_the_start_with_its_name(string name, string value)
    {
        using var database = new TestDatabase();
        database.Set(name, value);

        var (code, _, error) = await database.Run("serve", "--port", "0");

        code.ShouldBe(ExitCode.Failed);
        error.ShouldContain(name);
    }

    [Theory]
    [InlineData("--port", "99999")]
    [InlineData("--port", "x")]
    [InlineData("--host", "nowhere at all")]
    public async Task A_bad_argument_is_wrong_usage(string option, string value)
    {
        using var database = new TestDatabase();

        (await database.Run("serve", option, value)).Code.ShouldBe(ExitCode.WrongUsage);
    }
}
