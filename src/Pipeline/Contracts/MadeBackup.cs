using System.Globalization;
using System.Text.Json;

namespace MalariaPredictor.Pipeline.Contracts;

/// <summary>What <c>malaria-predictor backup --json</c> says.</summary>
internal static class MadeBackup
{
    /// <exception cref="JsonException">It says something else.</exception>
    public static string Words(string json)
    {
        using var document = JsonDocument.Parse(json);
        try
        {
            return Words(document.RootElement);
        }
        catch (Exception shape) when (shape is KeyNotFoundException or InvalidOperationException)
        {
            throw new JsonException(shape.Message, shape);
        }
    }

    public static string Words(JsonElement made) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"the backup is {made.GetProperty("file").GetString()} ({made.GetProperty("bytes").GetInt64() / 1e6:0.0} MB)"
        );
}
