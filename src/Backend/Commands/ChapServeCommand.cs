using System.CommandLine;
using System.Net;
using MalariaPredictor.Backend.Chap.Service;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>chap serve</c>: the service that CHAP trains and asks for predictions, until told to stop.</summary>
internal static class ChapServeCommand
{
    public static Command Create(HostContext here)
    {
        var host = new Option<string>("--host")
        {
            Description = "The address to listen on; 0.0.0.0 is every one, as a container needs.",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var port = new Option<int>("--port") { Description = "The port; 0 takes any free one.", DefaultValueFactory = _ => 8000 };
        var periods = new Option<string>("--periods")
        {
            Description = "What it forecasts: months or weeks.",
            DefaultValueFactory = _ => "months",
        };
        periods.AcceptOnlyFromAmong("months", "weeks");
        host.CheckAddress();
        port.CheckPort();
        var command = new Command(
            "serve",
            "Serve CHAP over HTTP. With CHAP_URL set it registers itself; CHAP_SERVICE_KEY is the key, CHAP_SERVICE_URL its own address."
        )
        {
            host,
            port,
            periods,
        };
        command.SetAction(
            (parsed, stop) =>
                ServeAsync(
                    here,
                    ListenOptions.Address(parsed.GetValue(host))!,
                    parsed.GetValue(port),
                    parsed.GetValue(periods) == "weeks" ? PeriodType.Week : PeriodType.Month,
                    parsed.InvocationConfiguration.Error,
                    stop
                )
        );
        return command.WithExamples(
            "malaria-predictor chap serve --port 8001",
            "CHAP_URL=http://chap:8000 malaria-predictor chap serve --host 0.0.0.0 --periods weeks"
        );
    }

    private static async Task<int> ServeAsync(
        HostContext here,
        IPAddress host,
        int port,
        PeriodType periods,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        await using var app = ChapServiceApp.Create(here, host, port, periods);
        await ListenOptions.StartAsync(app, host, port, "malaria-predictor chap serve", cancellationToken);
        await error.WriteLineAsync($"Serving CHAP on {app.Urls.First()}. Ctrl-C stops.");
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Done;
    }
}
