using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Schemas;
using MalariaPredictor.Pipeline.Tools;

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

/// <summary>
/// Asks a Prometheus server. What it does not say, or not as a number, is not known: no series, NaN, an error, garbage and silence hold.
/// </summary>
internal sealed class PrometheusGate(GateSubject subject, PrometheusSpec spec, TimeProvider time) : IGate
{
    /// <summary>Gates are asked many times a second; a server that is scraped every few seconds has no news that soon.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly string _query = spec
        .Query.Replace("${release}", subject.Release, StringComparison.Ordinal)
        .Replace("${commit}", subject.Commit, StringComparison.Ordinal)
        .Replace("${slot}", subject.Slot, StringComparison.Ordinal);

    private long _asked;
    private Verdict? _last;

    public string Name => spec.Name;

    public string Judges => $"Prometheus at {new Uri(spec.Url).Authority} answers {Limits()} to {_query}";

    public async Task<Verdict> JudgeAsync(CancellationToken cancellationToken)
    {
        if (_last is not null && time.GetElapsedTime(_asked) < AskAgain)
        {
            return _last;
        }
        var token = spec.TokenFrom.Length == 0 ? null : Secret.Read(spec.TokenFrom, Environment.GetEnvironmentVariable);
        if (spec.TokenFrom.Length > 0 && token is null or { Length: 0 })
        {
            return Verdict.Fail($"there is no token in {spec.TokenFrom}, nor in a file that {spec.TokenFrom}_FILE names");
        }
        using var client = new PrometheusClient(spec, token);
        _last = Judge(await client.AskAsync(_query, time.GetUtcNow(), cancellationToken));
        _asked = time.GetTimestamp();
        return _last;
    }

    private Verdict Judge(PrometheusAnswer answer)
    {
        if (answer.Trouble is { } trouble)
        {
            return Verdict.Hold(trouble);
        }
        var numbers = answer.Values.Where(value => !double.IsNaN(value)).ToList();
        var notes = answer.Warnings.Count == 0 ? "" : $" (it warns: {string.Join("; ", answer.Warnings)})";
        if (numbers.Count == 0)
        {
            return Verdict.Hold($"{(answer.Values.Count == 0 ? "no series answers" : "all it says is NaN to")} {_query}{notes}");
        }
        var (least, most) = (numbers.Min(), numbers.Max());
        var said = least.Equals(most) ? Text(least) : $"{Text(least)} to {Text(most)}";
        var reason = $"{said} ({numbers.Count} values), demanded is {Limits()}{notes}";
        // A value that is bad is bad whatever else is unknown; that all is well can only be said of what is known.
        if (least < spec.Min || most > spec.Max)
        {
            return Verdict.Fail(reason);
        }
        return numbers.Count < answer.Values.Count
            ? Verdict.Hold($"{answer.Values.Count - numbers.Count} of {answer.Values.Count} values are NaN{notes}")
            : Verdict.Pass(reason);
    }

    private string Limits() =>
        (double.IsFinite(spec.Min), double.IsFinite(spec.Max)) switch
        {
            (true, true) => $"{Text(spec.Min)} to {Text(spec.Max)}",
            (true, _) => $"at least {Text(spec.Min)}",
            _ => $"at most {Text(spec.Max)}",
        };

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
