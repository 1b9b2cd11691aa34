using System.ComponentModel;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>How long a release waits for what.</summary>
internal sealed record ReleaseTimings
{
    [Description("Seconds that a started slot may take to be ready.")]
    [Seconds(0, 3600)]
    public TimeSpan Ready { get; init; } = TimeSpan.FromSeconds(90);

    [Description("Seconds that a gate may hold before the release is rolled back.")]
    [Seconds(0, 3600)]
    public TimeSpan Verify { get; init; } = TimeSpan.FromSeconds(30);

    [Description("Seconds for which the new slot is watched under traffic before it is kept.")]
    [Seconds(0, 3600)]
    public TimeSpan Watch { get; init; } = TimeSpan.FromSeconds(2);

    /// <remarks>Longer ones go on: there is no need to cut them.</remarks>
    [Description("Seconds that the old slot's requests in flight are waited for.")]
    [Seconds(0, 3600)]
    [JsonPropertyName("drain")]
    public TimeSpan Retire { get; init; } = TimeSpan.FromSeconds(30);

    [JsonIgnore]
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMilliseconds(100);
}
