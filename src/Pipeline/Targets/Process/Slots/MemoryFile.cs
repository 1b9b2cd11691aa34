using System.Text.Json;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

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
