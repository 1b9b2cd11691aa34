using System.ComponentModel;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Gates.Prometheus;

/// <summary>A question to a Prometheus server, and between which values its answer must lie.</summary>
[Choice("prometheus")]
[Description("What a Prometheus server answers to a query lies between limits. No series, NaN, an error and silence hold.")]
internal sealed record PrometheusSpec : IGateSpec, ICheckedSetting
{
    [Description("The gate's name in verdicts; each once.")]
    [TextForm("a name such as error-ratio", "^[a-z][a-z0-9-]*$")]
    public string Name { get; init; } = "prometheus";

    [Description("The server's address, with its prefix where it has one.")]
    [TextForm("an http(s) address without a password", "^https?://[^\\s@?#]+$")]
    public required string Url { get; init; }

    [Description("PromQL. ${release}, ${commit} and ${slot} stand for those of the new slot.")]
    [TextForm("a query", "^(.|\\n)+$")]
    public required string Query { get; init; }

    [Description("The most that any value may be.")]
    public double Max { get; init; } = double.PositiveInfinity;

    [Description("The least that any value may be.")]
    public double Min { get; init; } = double.NegativeInfinity;

    [Description("Seconds until now of which every value is judged (a range query); 0: only the value of this moment.")]
    [Seconds(0, 86_400)]
    public TimeSpan Window { get; init; }

    [Description("Seconds between the values of a window.")]
    [Seconds(0.1, 3600)]
    public TimeSpan Step { get; init; } = TimeSpan.FromSeconds(5);

    [Description("Seconds that the server may take to answer.")]
    [Seconds(0.1, 300)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    [Description("The environment variable that holds the bearer token; with _FILE behind it, the one that names a file that does.")]
    [TextForm("the name of an environment variable", "^[A-Z][A-Z0-9_]*$")]
    [JsonPropertyName("token-from")]
    public string TokenFrom { get; init; } = "";

    [JsonIgnore]
    public string? Objection =>
        !Uri.TryCreate(Url, UriKind.Absolute, out _) ? "has a url that is not valid"
        : double.IsInfinity(Max) && double.IsInfinity(Min) ? "needs max, min or both"
        : Min > Max ? "has a min above its max"
        : null;

    public IGate Create(GateSubject subject, TimeProvider time) => new PrometheusGate(subject, this, time);
}
