using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>What the host remembers of an instance: enough to find its process again after the host itself has died.</summary>
internal sealed record SlotRecord(
    StartSlot Spec,
    ProcessIdentity? Process,
    int Port,
    int MetricsPort,
    DateTimeOffset Since,
    bool WasReady,
    int Restarts,
    int Instance = 1
)
{
    /// <summary>The first of a slot has the slot's own name.</summary>
    [JsonIgnore]
    public string Name => NameOf(Spec.Slot, Instance);

    public static string NameOf(string slot, int instance) =>
        instance == 1 ? slot : string.Create(CultureInfo.InvariantCulture, $"{slot}-{instance}");
}

/// <summary>What the host remembers at all.</summary>
/// <param name="Fence">The newest fencing token seen.</param>
/// <param name="Active">The slot that takes the traffic.</param>
/// <param name="Slots">The instances, by name.</param>
/// <param name="Sharing">The slot that takes traffic beside the active one, while one follows the other instance by instance.</param>
internal sealed record HostMemory(long Fence, string? Active, IReadOnlyDictionary<string, SlotRecord> Slots, string? Sharing = null)
{
    public static HostMemory Empty { get; } = new(0, null, new Dictionary<string, SlotRecord>());
}

/// <summary>The host's memory on disk, replaced atomically before each change takes effect.</summary>
internal sealed class MemoryFile(string path)
{
    public HostMemory Read()
    {
        if (!File.Exists(path))
        {
            return HostMemory.Empty;
        }
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), MemoryJson.Default.HostMemory) ?? HostMemory.Empty;
        }
        catch (JsonException damaged)
        {
            throw new UserFacingException(
                $"{path} is damaged: {damaged.Message}",
                "Stop any slot that still runs, remove the file, and run ./pipeline up again.",
                damaged
            );
        }
    }

    public void Write(HostMemory memory) =>
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(memory, MemoryJson.Default.HostMemory));
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(HostMemory))]
internal sealed partial class MemoryJson : JsonSerializerContext;
