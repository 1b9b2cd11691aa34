using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Gates;

[Choice("replay")]
[Description("The new slot answers as the old one does; with the same model its forecasts are identical.")]
internal sealed record ReplaySpec(
    [property: Description("How many of the requests seen lately are replayed on both slots, besides the built-in sample.")]
    [property: Range(0, 512)]
        int Requests = 20
) : IGateSpec
{
    [JsonIgnore]
    public string Name => "replay";

    public IGate Create(GateSubject subject, TimeProvider time) => new ReplayGate(subject, this);
}

/// <summary>
/// Sends the same requests to both slots, those that people made lately and a sample that needs nobody, and compares the answers:
/// nothing that the old release answers may be refused by the new one, and one model has one forecast.
/// </summary>
internal sealed class ReplayGate(GateSubject subject, ReplaySpec limits) : IGate
{
    private const int Named = 3;

    public string Name => "replay";

    public string Judges =>
        $"the sample requests and up to {limits.Requests} recorded ones are answered as by the old slot; with the same model, "
        + $"forecasts are identical";

    public async Task<Verdict> JudgeAsync(CancellationToken cancellationToken)
    {
        if (await subject.WithoutOldAsync(cancellationToken) is { } reason)
        {
            return Verdict.Pass(reason);
        }
        var (oldModel, newModel) = (
            await ReportedModel.OfAsync(subject.Probe, subject.OldSlot!, cancellationToken),
            await ReportedModel.OfAsync(subject.Probe, subject.Slot, cancellationToken)
        );
        var forecasts = await subject.Probe.AskAsync(subject.OldSlot!, Sample.Forecasts, cancellationToken);
        if (forecasts.Status == 0)
        {
            return Verdict.Hold($"the old slot does not answer {Sample.Forecasts}");
        }

        var recorded = (await subject.Probe.RecentRequestsAsync(cancellationToken)).Take(limits.Requests).ToList();
        string[] paths = [.. Sample.Of(forecasts.Body).Concat(recorded).Distinct(StringComparer.Ordinal)];
        var sameModel = oldModel is not null && oldModel == newModel;
        var differences = new List<string>();
        var compared = 0;
        foreach (var path in paths)
        {
            // What differs once may have been changed between the two questions; what differs twice differs.
            var (difference, answered) = await CompareAsync(path, sameModel, cancellationToken);
            if (difference is not null)
            {
                (difference, answered) = await CompareAsync(path, sameModel, cancellationToken);
            }
            compared += answered ? 1 : 0;
            if (difference is not null)
            {
                differences.Add($"{path} {difference}");
            }
        }

        return differences.Count > 0
                ? Verdict.Fail(
                    $"{differences.Count} of {paths.Length} requests are answered differently from the old slot: "
                        + $"{string.Join("; ", differences.Take(Named))}"
                )
            : compared == 0 ? Verdict.Hold($"the old slot answers none of {paths.Length} requests, so nothing could be compared")
            : Verdict.Pass(
                $"{compared} requests ({recorded.Count} recorded) answered alike; "
                    + (sameModel ? "forecasts identical" : "forecasts not compared, since the model is another")
            );
    }

    private async Task<(string? Difference, bool Answered)> CompareAsync(string path, bool sameModel, CancellationToken cancellationToken)
    {
        var old = await subject.Probe.AskAsync(subject.OldSlot!, path, cancellationToken);
        if (old.Status != 200)
        {
            return (null, false);
        }
        var renewed = await subject.AskNewAsync(path, cancellationToken);
        if (renewed.Status != 200)
        {
            return (renewed.Status == 0 ? "is not answered" : $"answers {renewed.Status} instead of 200", true);
        }
        var forecasts = path.StartsWith(Sample.Forecasts, StringComparison.Ordinal);
        return (sameModel && forecasts ? JsonDifference.First(old.Body, renewed.Body) : null, true);
    }
}

/// <summary>
/// Where a document differs from the one before it. What it says in addition is no difference: a release may tell more than the
/// last, but must tell the same of what both know.
/// </summary>
internal static class JsonDifference
{
    public static string? First(string old, string renewed)
    {
        try
        {
            using var before = JsonDocument.Parse(old);
            using var after = JsonDocument.Parse(renewed);
            return First(before.RootElement, after.RootElement, "");
        }
        catch (JsonException)
        {
            return string.Equals(old, renewed, StringComparison.Ordinal) ? null : "the texts differ";
        }
    }

    private static string? First(JsonElement old, JsonElement renewed, string at)
    {
        if (old.ValueKind != renewed.ValueKind)
        {
            return $"{at}: {Short(old)} became {Short(renewed)}";
        }
        return old.ValueKind switch
        {
            JsonValueKind.Object => InObject(old, renewed, at),
            JsonValueKind.Array => InArray(old, renewed, at),
            _ => JsonElement.DeepEquals(old, renewed) ? null : $"{at}: {Short(old)} became {Short(renewed)}",
        };
    }

    private static string? InObject(JsonElement old, JsonElement renewed, string at)
    {
        // A location is told by its name: nobody looks for the 137th.
        var name =
            old.TryGetProperty("location", out var location) && location.ValueKind == JsonValueKind.String ? $"{at} ({location})" : at;
        return old.EnumerateObject()
            .Select(property =>
                renewed.TryGetProperty(property.Name, out var value)
                    ? First(property.Value, value, $"{name}.{property.Name}")
                    : $"{name}.{property.Name} is gone"
            )
            .FirstOrDefault(difference => difference is not null);
    }

    private static string? InArray(JsonElement old, JsonElement renewed, string at) =>
        old.GetArrayLength() != renewed.GetArrayLength()
            ? $"{at}: {old.GetArrayLength()} entries became {renewed.GetArrayLength()}"
            : old.EnumerateArray()
                .Zip(renewed.EnumerateArray())
                .Select((pair, i) => First(pair.First, pair.Second, $"{at}[{i}]"))
                .FirstOrDefault(difference => difference is not null);

    private static string Short(JsonElement element) =>
        element.GetRawText() is { Length: > 60 } text ? text[..60] + "…" : element.GetRawText();
}
