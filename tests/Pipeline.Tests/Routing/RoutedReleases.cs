using System.Net;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Targets.Process.Routing;
using MalariaPredictor.Pipeline.Targets.Process.Slots;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tools;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace MalariaPredictor.Pipeline.Tests.Routing;

/// <summary>The host's own public server and router in this process, before releases that are small web servers in it too.</summary>
internal sealed class RoutedReleases : IAsyncDisposable
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(5);
    private readonly TemporaryFolder _folder = new();
    private readonly ActiveSlot _active = new(TimeProvider.System);
    private readonly List<(SlotInstance Instance, WebApplication App)> _releases = [];
    private readonly WebApplication _open;

    private RoutedReleases()
    {
        Port = FreePort.Pick(1)[0];
        var settings = new HostSettings(new StateDirectory(_folder.File("state")), Bind: null, Port, new SlotTimings { Drain = Drain });
        _open = PublicServer.Create(settings, _active, new RecentRequests(), TimeProvider.System);
    }

    public int Port { get; }

    public string Url => $"http://localhost:{Port}";

    /// <summary>Every release so far, with what the router has counted of it.</summary>
    public IEnumerable<(string Release, Contracts.SlotTraffic Traffic)> Traffic =>
        _releases.Select(one => (one.Instance.Spec.Release, one.Instance.Traffic.Read(one.Instance.Gate.InFlight)));

    public static async Task<RoutedReleases> StartAsync()
    {
        var started = new RoutedReleases();
        await started.ReleaseAsync();
        await started._open.StartAsync();
        return started;
    }

    /// <summary>Starts a release, gives it the traffic, and lets the one before finish its requests.</summary>
    public async Task ReleaseAsync()
    {
        var (port, release) = (FreePort.Pick(1)[0], $"r{_releases.Count + 1}");
        var app = Slot(release, port);
        await app.StartAsync();
        var spec = new StartSlot("blue", release, "commit", "none", new Dictionary<string, string>());
        var instance = new SlotInstance(
            new SlotRecord(spec, ProcessIdentity.Current, port, 0, TimeProvider.System.GetUtcNow(), WasReady: true, Restarts: 0)
        );
        _active.Set([instance]);
        _releases.Add((instance, app));
        if (_releases.Count > 1)
        {
            await _releases[^2].Instance.DrainAsync(Drain, TimeProvider.System);
            await _releases[^2].App.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _open.DisposeAsync();
        foreach (var (instance, app) in _releases)
        {
            await app.DisposeAsync();
            instance.Dispose();
        }
        _folder.Dispose();
    }

    private static WebApplication Slot(string release, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        app.Run(async context =>
        {
            context.Response.Headers["X-Release"] = release;
            if (context.Request.Path == "/limited")
            {
                context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = 1000;
            }
            using var body = new MemoryStream();
            try
            {
                await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            }
            catch (BadHttpRequestException refused)
            {
                context.Response.StatusCode = refused.StatusCode; // As a web framework does.
                return;
            }
            await context.Response.Body.WriteAsync(
                context.Request.Path == "/echo" ? body.ToArray() : System.Text.Encoding.UTF8.GetBytes(release)
            );
        });
        return app;
    }
}
