using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Gates;

[Choice("version")]
[Description("The slot reports exactly its release and commit.")]
internal sealed record VersionSpec : IGateSpec
{
    [JsonIgnore]
    public string Name => "version";

    public IGate Create(GateSubject subject, TimeProvider time) => new VersionGate(subject);
}

/// <summary>The slot reports exactly the release and the commit that it was started as.</summary>
internal sealed class VersionGate(GateSubject subject) : IGate
{
    public string Name => "version";

    public string Judges => $"it reports release {subject.Release} and its commit";

    public async Task<Verdict> JudgeAsync(CancellationToken cancellationToken)
    {
        var answer = await subject.AskNewAsync("/version", cancellationToken);
        if (answer.Status != 200)
        {
            return Verdict.Hold(answer.Status == 0 ? $"/version is not answered: {answer.Body}" : $"/version answers {answer.Status}");
        }
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return
                (Differs(document.RootElement, "release", subject.Release) ?? Differs(document.RootElement, "commit", subject.Commit))
                    is { } wrong
                ? Verdict.Fail(wrong)
                : Verdict.Pass("reports its release and commit");
        }
        catch (Exception shape) when (shape is JsonException or InvalidOperationException)
        {
            return Verdict.Hold("/version does not answer with a JSON object");
        }
    }

    private static string? Differs(JsonElement reported, string property, string expected)
    {
        var value = reported.TryGetProperty(property, out var found) ? found.ToString() : "nothing";
        return value == expected ? null : $"/version reports {property} '{value}' instead of '{expected}'";
    }
}
