using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Storage;

namespace MalariaPredictor.Pipeline.Targets.Process.Hosting;

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
