using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Gates;

[Choice("traffic")]
[Description("Errors and latency of the requests after the switch, as the router counts them, or on a cluster the pods.")]
internal sealed record TrafficSpec(
    [property: Description("Error count below which the gate never fails.")] [property: Range(1, 1_000_000)] int Errors = 3,
    [property: Description("The largest share of the requests that may fail.")] [property: Range(0d, 1d)] double Share = 0.01,
    [property: Description("Milliseconds within which 95 % of the requests must be answered, from the router to the last byte and back.")]
    [property: Range(1d, 600_000d)]
    [property: JsonPropertyName("p95")]
        double P95Milliseconds = 2000,
    [property: Description("Fewer requests than these prove nothing; the gate asks the sample until there are so many.")]
    [property: Range(1, 1_000_000)]
        int Requests = 20
) : IGateSpec
{
    [JsonIgnore]
    public string Name => "traffic";

    public IGate Create(GateSubject subject, TimeProvider time) => new TrafficGate(subject, this);
}

/// <summary>
/// Judges the new slot by what the router counted of it since this gate was first asked: errors and latency of real traffic.
/// </summary>
internal sealed class TrafficGate(GateSubject subject, TrafficSpec limits) : IGate
{
    private const double Level = 0.95;
    private SlotTraffic? _before;
    private long _own;

    public string Name => limits.Name;

    public string Judges =>
        $"under traffic fewer than {limits.Errors} errors or at most {limits.Share:P1} of the requests, and 95 % of them within "
        + $"{limits.P95Milliseconds:0} ms (at least {limits.Requests} requests)";

    public async Task<Verdict> JudgeAsync(CancellationToken cancellationToken)
    {
        if (await TrafficAsync(cancellationToken) is not { } now)
        {
            return Verdict.Fail("it is gone");
        }
        _before ??= now;
        if (now.Since(_before).Requests < limits.Requests)
        {
            await AskAsync(cancellationToken);
        }
        return Judge((await TrafficAsync(cancellationToken) ?? now).Since(_before));
    }

    private Verdict Judge(SlotTraffic seen)
    {
        var errors = seen.ServerErrors + seen.Broken;
        if (errors >= limits.Errors && errors > limits.Share * seen.Requests)
        {
            return Verdict.Fail($"{errors} of {seen.Requests} requests failed after the switch{Own(seen)}; allowed is {limits.Share:P1}");
        }
        if (seen.Requests < limits.Requests)
        {
            return Verdict.Hold($"only {seen.Requests} requests were answered after the switch; {limits.Requests} are needed");
        }
        if (seen.Latency.Quantile(Level) is not { } high)
        {
            return Verdict.Hold("the router tells no latencies; a host of this version does (./pipeline down, then up)");
        }
        var numbers = $"{seen.Requests} requests{Own(seen)}, {errors} errors, p95 {high.TotalMilliseconds:0.0} ms";
        return high.TotalMilliseconds > limits.P95Milliseconds
            ? Verdict.Fail($"too slow after the switch: {numbers}; allowed are {limits.P95Milliseconds:0} ms")
            : Verdict.Pass(numbers);
    }

    /// <summary>How many of them nobody but this gate has sent.</summary>
    private string Own(SlotTraffic seen) => _own == 0 ? "" : $" (the gate's own: {Math.Min(_own, seen.Requests)})";

    /// <summary>The sample once, by the way that people's requests take.</summary>
    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var forecasts = await subject.Probe.AskServiceAsync(Sample.Forecasts, cancellationToken);
        _own++;
        foreach (var path in Sample.Of(forecasts.Body).Skip(1))
        {
            await subject.Probe.AskServiceAsync(path, cancellationToken);
            _own++;
        }
    }

    private async Task<SlotTraffic?> TrafficAsync(CancellationToken cancellationToken) =>
        (await subject.Probe.ObserveAsync(cancellationToken)).Find(subject.Slot)?.Traffic;
}
