using System.Text.Json;

namespace MalariaPredictor.Pipeline.Releases.Steps;

internal static class ReportedVersion
{
    /// <summary>Refuses at once a slot that reports another release or commit than it was started as: asking again would not change it.</summary>
    /// <returns>Null when it reports exactly those; an objection when it does not answer yet.</returns>
    public static async Task<string?> ObjectionAsync(StepContext context, CancellationToken cancel)
    {
        var answer = await context.Target.AskAsync(context.Slot, "/version", cancel);
        if (answer.Status != 200)
            return $"/version answers {answer.Status}";
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return (Differs("release", context.To.Id) ?? Differs("commit", context.To.Commit)) is { } wrong
                ? throw await SlotFailure.CreateAsync(context, wrong, cancel)
                : null;

            string? Differs(string property, string expected)
            {
                var reported = document.RootElement.TryGetProperty(property, out var value) ? value.ToString() : "nothing";
                return reported == expected ? null : $"/version reports {property} '{reported}' instead of '{expected}'";
            }
        }
        catch (JsonException)
        {
            return "/version does not answer with JSON";
        }
    }
}
