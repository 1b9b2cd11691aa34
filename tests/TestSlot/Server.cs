using System.Net;

namespace MalariaPredictor.TestSlot;

internal static class Server
{
    private static int answered;

    public static async Task<int> RunAsync(Behavior behavior, int port)
    {
        var start = Starts.Count();
        if (behavior.CrashesOnStart || start > behavior.StartsAtMost)
        {
            await Console.Error.WriteLineAsync("the configuration is beyond repair");
            return 134;
        }
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(Address(), port);
                if (int.TryParse(Environment.GetEnvironmentVariable("METRICS_PORT"), out var metrics))
                {
                    kestrel.Listen(Address(), metrics);
                }
            });
        builder.Services.AddRoutingCore();
        await using var app = builder.Build();
        var release = behavior.ReportsRelease ?? Environment.GetEnvironmentVariable("RELEASE_ID") ?? "none";
        app.UseMetrics();
        app.UseWebSockets();
        app.Use(
            (context, next) =>
            {
                context.Response.Headers["X-Release"] = release;
                return next(context);
            }
        );
        app.Use(
            (context, next) =>
            {
                if (!context.Request.Path.StartsWithSegments(behavior.Refuses))
                {
                    return next(context);
                }
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return Task.CompletedTask;
            }
        );
        app.MapHealth(() =>
            !behavior.NeverReady
            && start < behavior.HangsFromStart
            && (!behavior.NeedsDatabase || SchemaFile.IsWithinReach)
            && Volatile.Read(ref answered) < behavior.UnreadyAfter
        );
        app.MapGet(
            "/version",
            () =>
                new
                {
                    version = "1",
                    commit = behavior.ReportsCommit ?? behavior.Commit,
                    release,
                    schema = 1,
                    model = new { digest = behavior.Model },
                }
        );
        app.MapForecasts(behavior);
        app.MapOwn(behavior.Commit);
        app.MapTraffic(release, () => Interlocked.Increment(ref answered) > behavior.FailsAfter);
        await app.StartAsync();
        await Console.Out.WriteLineAsync($"slot of release {release} listens");
        await (behavior.IgnoresStop ? Task.Delay(Timeout.Infinite) : app.WaitForShutdownAsync());
        return 0;
    }

    /// <summary>Every test's slot has a port of its own; a pod has an address of its own.</summary>
    private static IPAddress Address()
    {
        var arguments = Environment.GetCommandLineArgs();
        return Array.IndexOf(arguments, "--host") is var at and >= 0 ? IPAddress.Parse(arguments[at + 1]) : IPAddress.Loopback;
    }
}
