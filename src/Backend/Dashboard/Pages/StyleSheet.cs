using System.Security.Cryptography;
using MalariaPredictor.Backend.Api;

namespace MalariaPredictor.Backend.Dashboard.Pages;

/// <summary>The one style sheet, under a name that holds its content's hash, so that browsers may keep it for ever.</summary>
internal static class StyleSheet
{
    private static readonly byte[] Content = Read();
    private static readonly ReadyBytes Ready = new(Content, "text/css; charset=utf-8");

    /// <summary>Where pages link to.</summary>
    public static string Path { get; } = $"/assets/{Convert.ToHexStringLower(SHA256.HashData(Content))[..12]}.css";

    public static void MapStyleSheet(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                Path,
                async context =>
                {
                    context.Response.OnStarting(() =>
                    {
                        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                        return Task.CompletedTask;
                    });
                    await Ready.SendAsync(context);
                }
            )
            .ExcludeFromDescription();

    private static byte[] Read()
    {
        using var stream =
            typeof(StyleSheet).Assembly.GetManifestResourceStream("dashboard.css")
            ?? throw new InvalidOperationException("The build left out dashboard.css.");
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }
}
