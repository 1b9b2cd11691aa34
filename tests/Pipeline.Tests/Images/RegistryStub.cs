using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MalariaPredictor.Pipeline.Tests.Images;

/// <summary>
/// A registry that, as Docker Hub does, answers only to who brings a token for just this repository and takes a manifest it has.
/// </summary>
internal sealed class RegistryStub : IAsyncDisposable
{
    private const string Index = "application/vnd.oci.image.index.v1+json";
    private readonly WebApplication _app;

    private RegistryStub(WebApplication app) => _app = app;

    public string Host => new Uri(_app.Urls.First()).Authority.Replace("127.0.0.1", "localhost");

    public static async Task<RegistryStub> StartAsync(Dictionary<string, string> digests)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.MapGet(
            "/token",
            (string service, string scope) => service == "stub" ? Results.Json(new { token = "for " + scope }) : Results.BadRequest()
        );
        app.MapMethods(
            "/v2/{owner}/{name}/manifests/{tag}",
            [HttpMethods.Head],
            (HttpContext http, string owner, string name, string tag) =>
            {
                var scope = $"repository:{owner}/{name}:pull";
                if (http.Request.Headers.Authorization != "Bearer for " + scope)
                {
                    http.Response.Headers.WWWAuthenticate = $"Bearer realm=\"{app.Urls.First()}/token\",service=\"stub\",scope=\"{scope}\"";
                    return Results.Unauthorized();
                }
                if (
                    !http.Request.Headers.Accept.ToString().Contains(Index) || !digests.TryGetValue($"{owner}/{name}:{tag}", out var digest)
                )
                {
                    return Results.NotFound();
                }
                http.Response.Headers["Docker-Content-Digest"] = digest;
                return Results.Ok();
            }
        );
        await app.StartAsync();
        return new RegistryStub(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
