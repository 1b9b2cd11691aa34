using System.Net;
using System.Text.Json;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Dhis2;

namespace MalariaPredictor.Backend.Publishing;

/// <summary>What DHIS2 answers to data values: since 2.38 within an envelope, before that bare.</summary>
internal static class ImportSummary
{
    public const string HalfRemedy =
        "Some of it may be written: run publish again, which sends the rest, or publish --undo, which brings back what was there before.";

    private const int Told = 3;

    /// <exception cref="UserFacingException">Not every value was taken: which, and why.</exception>
    public static void Require(HttpStatusCode status, JsonElement root, bool dryRun, IReadOnlyDictionary<string, string> labels)
    {
        var summary = root.TryGetProperty("response", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : root;
        var conflicts = Conflicts(summary, labels).ToList();
        var ignored =
            summary.TryGetProperty("importCount", out var count)
            && count.TryGetProperty("ignored", out var number)
            && number.TryGetInt32(out var some)
                ? some
                : 0;
        if (status != HttpStatusCode.Conflict && conflicts.Count == 0 && ignored == 0)
        {
            return;
        }

        var said = Dhis2Client.Text(summary, "description") ?? Dhis2Client.Text(root, "message") ?? $"{ignored} values are ignored";
        throw new UserFacingException(
            $"{Dhis2Client.Source}: DHIS2 {(dryRun ? "would refuse" : "refused")} data values: "
                + (conflicts.Count == 0 ? said : string.Join("; ", conflicts.Take(Told)))
                + (conflicts.Count > Told ? $"; {conflicts.Count - Told} more" : ""),
            dryRun
                ? "Nothing was written. Where data elements, data set or units are missing run malaria-predictor sources dhis2 prepare; "
                    + "where a right is, ask the DHIS2 administrator."
                : HalfRemedy
        );
    }

    private static IEnumerable<string> Conflicts(JsonElement summary, IReadOnlyDictionary<string, string> labels)
    {
        if (!summary.TryGetProperty("conflicts", out var conflicts) || conflicts.ValueKind != JsonValueKind.Array)
        {
            yield break;
        }

        foreach (var conflict in conflicts.EnumerateArray())
        {
            var (code, what) = (Dhis2Client.Text(conflict, "errorCode"), Dhis2Client.Text(conflict, "value") ?? conflict.GetRawText());
            var named = labels.Where(pair => what.Contains(pair.Key, StringComparison.Ordinal)).Select(pair => pair.Value).FirstOrDefault();
            var of = Dhis2Client.Text(conflict, "object");
            yield return $"{(code is null ? "" : $"{code}: ")}{what}{(named is null ? "" : $" ({named})")}"
                + (of is null || what.Contains(of, StringComparison.Ordinal) ? "" : $" (object {of})");
        }
    }
}
