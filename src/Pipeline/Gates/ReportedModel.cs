using System.Text.Json;
using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Gates;

/// <summary>The model that a slot serves, as it reports it itself.</summary>
internal static class ReportedModel
{
    /// <returns>Its digest; null when the slot reports none.</returns>
    public static async Task<string?> OfAsync(ISlotProbe probe, string slot, CancellationToken cancellationToken)
    {
        var answer = await probe.AskAsync(slot, "/version", cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement.GetProperty("model").GetProperty("digest").GetString();
        }
        catch (Exception shape) when (shape is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
