using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Observability;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>serve</c>: the API, the pages and the metrics, until told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create(Surroundings here)
    {
        var host = new Option<string>("--host") { Description = "The address to listen on; 0.0.0.0 is every one.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "The port; 0 takes any free one.", DefaultValueFactory = _ => 8000 };
        host.Validators.Add(result => Check(result, Address(result.GetValueOrDefault<string>()) is not null, "--host takes an IP address or localhost."));
        port.Validators.Add(result => Check(
            result, result.Tokens.All(token => ushort.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _)), "--port takes a number from 0 to 65535."));
        var command = new Command("serve", "Serve forecasts, pages and metrics. Never changes the schema.") { host, port };
        command.SetAction((parsed, stop) => Serve(
            here, Address(parsed.GetValue(host)!)!, parsed.GetValue(port), parsed.InvocationConfiguration.Error, stop));
        return command.WithExamples("malaria-predictor serve", "METRICS_PORT=9091 malaria-predictor serve --port 8001");
    }

    private static async Task<int> Serve(Surroundings here, IPAddress host, int port, TextWriter error, CancellationToken stop)
    {
        await using var app = WebApp.Create(here, host, port);
        try
        {
            await app.StartAsync(stop);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new UserFacingException($"The port {port} on {host} cannot be used: {Cause(failure)}",
                $"Stop what uses it, or choose another: malaria-predictor serve --port {port + 1}.", failure);
        }

        var metrics = app.Services.GetService<MetricsServer>()?.Port;
        await error.WriteLineAsync($"Serving on {app.Urls.First()}{(metrics is null ? "" : $", metrics on port {metrics}")}. Ctrl-C stops.");
        await app.WaitForShutdownAsync(stop);
        return ExitCode.Done;
    }

    private static IPAddress? Address(string? text) =>
        text == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(text, out var address) ? address : null;

    private static string Cause(Exception failure) =>
        (failure.GetBaseException() as SocketException)?.SocketErrorCode == SocketError.AddressAlreadyInUse
            ? "another program uses it." : failure.GetBaseException().Message.ReplaceLineEndings(" ");

    private static void Check(System.CommandLine.Parsing.SymbolResult result, bool good, string otherwise)
    {
        if (!good)
        {
            result.AddError(otherwise);
        }
    }
}
