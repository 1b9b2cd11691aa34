using System.Net;
using System.Text.Json;
using MalariaPredictor.Backend.Composition;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Locations;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MalariaPredictor.Backend.Tests.Serving;

/// <summary>The whole application on a real port.</summary>
public sealed class ServedApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServedApp(WebApplication app)
    {
        _app = app;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public int MetricsPort => Services.GetRequiredService<MetricsServer>().Port;

    public static Task<ServedApp> Start(TestDatabase database) => Start(database.HostContext);

    public static async Task<ServedApp> Start(HostContext surroundings)
    {
        var app = WebApp.Create(surroundings, IPAddress.Loopback, 0);
        await app.StartAsync();
        var served = new ServedApp(app);
        await served.Look();
        return served;
    }

    /// <summary>Looks for newer forecasts now, rather than within two seconds.</summary>
    public Task Look() => Services.GetRequiredService<SnapshotWatcher>().CheckAsync(default);

    public Task<HttpResponseMessage> Get(string path) =>
        Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public Task<string> Text(string path) => Client.GetStringAsync(new Uri(path, UriKind.Relative));

    public async Task<JsonElement> Json(string path) => JsonElement.Parse(await Text(path));

    /// <summary>The status and the JSON of an answer that may be an error.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> Ask(string path)
    {
        using var response = await Get(path);
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
    }

    public Task Stop() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
