using System.CommandLine;
using System.Net;
using MalariaPredictor.Backend.Backups;
using MalariaPredictor.Backend.Composition;
using MalariaPredictor.Backend.Hosting;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>serve</c>: the API, the pages and the metrics, until told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create(HostContext here)
    {
        var host = new Option<string>("--host")
        {
            Description = "The address to listen on; 0.0.0.0 is every one.",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var port = new Option<int>("--port") { Description = "The port; 0 takes any free one.", DefaultValueFactory = _ => 8000 };
        host.CheckAddress();
        port.CheckPort();
        var command = new Command("serve", "Serve forecasts, pages and metrics. Never changes the schema.") { host, port };
        command.SetAction(
            (parsed, stop) =>
                ServeAsync(
                    here,
                    ListenOptions.Address(parsed.GetValue(host)!)!,
                    parsed.GetValue(port),
                    parsed.InvocationConfiguration.Error,
                    stop
                )
        );
        return command.WithExamples("malaria-predictor serve", "METRICS_PORT=9091 malaria-predictor serve --port 8001");
    }

    private static async Task<int> ServeAsync(
        HostContext here,
        IPAddress host,
        int port,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        await using var app = WebApp.Create(here, host, port);
        try
        {
            Leftovers.Delete(here);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(
                $"warning: what a killed backup has left cannot be deleted: {refused.Message} Delete it by hand: it holds the database."
            );
        }

        await ListenOptions.StartAsync(app, host, port, "malaria-predictor serve", cancellationToken);
        var metrics = app.Services.GetService<MetricsServer>()?.Port;
        await error.WriteLineAsync(
            $"Serving on {app.Urls.First()}{(metrics is null ? "" : $", metrics on port {metrics}")}. Ctrl-C stops."
        );
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Done;
    }
}
