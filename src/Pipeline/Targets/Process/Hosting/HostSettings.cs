using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
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

/// <summary>Where an installation's public port is: remembered, so that a host that is started again is found where it was.</summary>
internal sealed record HostPlace(int Port, string? Bind)
{
    public IPAddress? Address => Bind is null ? null : IPAddress.Parse(Bind);

    public static HostPlace Remembered(StateDirectory state) =>
        File.Exists(FileOf(state))
        && JsonSerializer.Deserialize(File.ReadAllBytes(FileOf(state)), HostPlaceJson.Default.HostPlace) is { } known
            ? known
            : new HostPlace(HostSettings.DefaultPort, null);

    public void Remember(StateDirectory state) =>
        AtomicFile.Write(FileOf(state), JsonSerializer.SerializeToUtf8Bytes(this, HostPlaceJson.Default.HostPlace));

    private static string FileOf(StateDirectory state) => Path.Combine(state.Run, "place.json");
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(HostPlace))]
internal sealed partial class HostPlaceJson : JsonSerializerContext;
