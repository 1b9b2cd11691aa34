using System.Net;

namespace MalariaPredictor.Serving;

/// <summary>The yardstick: Kestrel with one endpoint that writes the same bytes, and nothing else.</summary>
internal static class BareServer
{
    public static async Task<int> RunAsync(string file)
    {
        var body = await File.ReadAllBytesAsync(file);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.MapGet(
            "/api/v1/forecasts/{location}",
            context =>
            {
                context.Response.ContentType = "application/json; charset=utf-8";
                context.Response.ContentLength = body.Length;
                return context.Response.Body.WriteAsync(body, 0, body.Length);
            }
        );
        await app.StartAsync();
        await Console.Error.WriteLineAsync($"{Application.Ready}{app.Urls.First()}.");
        await app.WaitForShutdownAsync();
        return 0;
    }
}
