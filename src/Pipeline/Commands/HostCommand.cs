using System.CommandLine;
using System.Net;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Targets.Process.Slots;

namespace MalariaPredictor.Pipeline.Commands;

/// <summary>Started by <c>up</c>, not by people; a service manager may run it too.</summary>
internal static class HostCommand
{
    public static Command Create()
    {
        var defaults = new SlotTimings();
        var state = SharedOptions.State();
        var port = SharedOptions.Port();
        var bind = SharedOptions.Bind();
        var drain = Seconds("--drain-seconds", "Time for requests in flight to finish before a slot is stopped.", defaults.Drain);
        var stop = Seconds("--stop-seconds", "Time from asking a slot to stop until it is killed.", defaults.Stop);
        var hold = Seconds("--hold-seconds", "How long a request waits for a slot that is starting.", defaults.Hold);
        var command = new Command("host", "Serve the public port, keep the slots running, and accept commands.")
        {
            state,
            port,
            bind,
            drain,
            stop,
            hold,
        };
        command.Hidden = true;
        command.SetAction(
            async (parsed, cancel) =>
            {
                var timings = defaults with
                {
                    Drain = Span(parsed.GetValue(drain)),
                    Stop = Span(parsed.GetValue(stop)),
                    Hold = Span(parsed.GetValue(hold)),
                };
                var address = parsed.GetValue(bind) is { } text ? IPAddress.Parse(text) : null;
                var options = new HostSettings(SharedOptions.Directory(parsed, state), address, parsed.GetValue(port), timings);
                await new PipelineHost(options, TimeProvider.System).RunAsync(CancellationToken.None);
                return Terminal.ExitCode.Done;
            }
        );
        return command;
    }

    private static Option<double> Seconds(string name, string description, TimeSpan standard) =>
        new(name) { Description = description, DefaultValueFactory = _ => standard.TotalSeconds };

    private static TimeSpan Span(double seconds) => TimeSpan.FromSeconds(seconds);
}
