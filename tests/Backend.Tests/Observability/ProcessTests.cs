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
        while (
            (await client.GetAsync(new Uri(address + "/health/readiness"), TestContext.Current.CancellationToken)).StatusCode
            != HttpStatusCode.OK
        )
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

    [Fact]
    public async Task Files_in_the_folder_it_is_started_in_are_neither_its_settings_nor_watched()
    {
        using var database = await TestDatabase.Forecast();
        await File.WriteAllTextAsync(
            Path.Combine(database.Folder, "appsettings.json"),
            "{ neither JSON nor its own",
            TestContext.Current.CancellationToken
        );

        await using var serving = await ServedProcess.StartAsync(Variables(database), database.Folder);

        (
            await serving.Client.GetAsync(new Uri("/health/liveness", UriKind.Relative), TestContext.Current.CancellationToken)
        ).StatusCode.ShouldBe(HttpStatusCode.OK);
        if (OperatingSystem.IsLinux())
        {
            Directory.EnumerateFiles($"/proc/{serving.Id}/fdinfo").Where(IsWatching).ShouldBeEmpty();
        }
    }

    private static Process Start(TestDatabase database, params string[] arguments) => ServedProcess.Start(Variables(database), arguments);

    private static Dictionary<string, string> Variables(TestDatabase database) =>
        ((string[])["DATABASE_URL", "METRICS_PORT", "DRAIN_SECONDS"]).ToDictionary(
            name => name,
            name => database.HostContext.Variable(name)!
        );

    /// <summary>True for an open file that is a list of watched folders; one that is closed meanwhile is none.</summary>
    private static bool IsWatching(string descriptor)
    {
        try
        {
            return File.ReadAllText(descriptor).Contains("inotify", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
