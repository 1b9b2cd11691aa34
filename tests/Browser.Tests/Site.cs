using System.Net;
using MalariaPredictor.Backend.Commands;
using MalariaPredictor.Backend.Composition;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Locations;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MalariaPredictor.Browser.Tests;

/// <summary>The simulated country, served whole on a real port.</summary>
public sealed class Site : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("malaria-pages-").FullName;
    private WebApplication? _app;

    public Uri Address => new(_app!.Urls.First());

    public async ValueTask InitializeAsync()
    {
        var here = new HostContext(
            name =>
                name switch
                {
                    "DATABASE_URL" => $"sqlite://{_folder}/test.db",
                    "METRICS_PORT" or "DRAIN_SECONDS" => "0",
                    "LOG_LEVEL" => "warning",
                    _ => null,
                },
            TimeProvider.System
        );
        string[][] commands =
        [
            ["migrate", "up"],
            ["simulate", "--out", _folder],
            ["import", $"{_folder}/observations.csv", "--boundaries", $"{_folder}/boundaries.geojson"],
            ["train"],
            ["forecast"],
        ];
        foreach (var command in commands)
        {
            using var printed = new StringWriter();
            (await Root.RunAsync(command, here, printed, printed)).ShouldBe(0, printed.ToString());
        }

        _app = WebApp.Create(here, IPAddress.Loopback, 0);
        await _app.StartAsync();
        await _app.Services.GetRequiredService<SnapshotWatcher>().CheckAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
