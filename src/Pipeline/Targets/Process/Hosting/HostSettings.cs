using System.Net;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Slots;

namespace MalariaPredictor.Pipeline.Targets.Process.Hosting;

/// <param name="State">Whose host it is.</param>
/// <param name="Bind">Where the public port listens; null is this machine only, over both IPv4 and IPv6.</param>
/// <param name="Port">The public port.</param>
/// <param name="Timings">How long it waits for what.</param>
internal sealed record HostSettings(StateDirectory State, IPAddress? Bind, int Port, SlotTimings Timings)
{
    public const int DefaultPort = 8000;

    public string Url =>
        "http://"
        + (
            Bind is null || IPAddress.IsLoopback(Bind) ? "localhost"
            : Bind.Equals(IPAddress.Any) ? Dns.GetHostName()
            : Bind.ToString()
        )
        + $":{Port}";
}
