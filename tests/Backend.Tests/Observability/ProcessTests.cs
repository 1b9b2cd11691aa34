using System.Diagnostics;
using System.Net;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Observability;

/// <summary>The executable itself, as whoever supervises it sees it: its lines, its signals, its exit codes.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Told_to_terminate_it_finishes_and_exits_with_0()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        using var database = await TestDatabase.Forecast();
        using var serving = Start(database, "serve", "--port", "0");
        var line = await serving.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        line.ShouldNotBeNull().ShouldStartWith("Serving on http://127.0.0.1:");
        var address = line["Serving on ".Length..].Split(',')[0];
        using var client = new HttpClient();
        while ((await client.GetAsync(new Uri(address + "/health/readiness"), TestContext.Current.CancellationToken)).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        using (var kill = Process.Start("kill", ["-TERM", $"{serving.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await serving.WaitForExitAsync(TestContext.Current.CancellationToken);
        serving.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_taken_port_ends_in_one_line_without_a_trace()
    {
        using var database = await TestDatabase.Forecast();
        await using var app = await ServedApp.Start(database);
        using var serving = Start(database, "serve", "--port", $"{app.Client.BaseAddress!.Port}");

        var error = await serving.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await serving.WaitForExitAsync(TestContext.Current.CancellationToken);

        serving.ExitCode.ShouldBe(1);
        error.TrimEnd().Split('\n').Length.ShouldBe(1, error);
        error.ShouldStartWith("malaria-predictor: The port ");
    }

    private static Process Start(TestDatabase database, params string[] arguments) =>
        ServedProcess.Start(((string[])["DATABASE_URL", "METRICS_PORT", "DRAIN_SECONDS"]).ToDictionary(name => name, name => database.Surroundings.Variable(name)!), arguments);
}
