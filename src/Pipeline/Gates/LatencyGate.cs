using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Gates;

[Choice("latency")]
[Description("The new slot is not slower than the old one in the same minute.")]
internal sealed record LatencySpec(
    [property: Description("Requests to each slot that its latency is measured by.")] [property: Range(5, 1000)] int Requests = 30,
    [property: Description("The new slot may take so many times as long as the old one.")] [property: Range(1d, 100d)] double Ratio = 2,
    [property: Description("Milliseconds by which the new slot must be slower at least to be called slower.")]
    [property: Range(0d, 60_000d)]
    [property: JsonPropertyName("floor")]
        double FloorMilliseconds = 50
) : IGateSpec
{
    [JsonIgnore]
    public string Name => "latency";

    public IGate Create(GateSubject subject, TimeProvider time) => new LatencyGate(subject, this, time);
}

/// <summary>
/// Measures both slots in the same minute by alternating requests. What disturbs the machine disturbs both; the new slot is slower
/// only when it is so by a ratio and by an amount, round after round.
/// </summary>
internal sealed class LatencyGate(GateSubject subject, LatencySpec limits, TimeProvider time) : IGate
{
    private const int WarmUp = 5;
    private const int Fewest = 5;
    private const int Rounds = 3;
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(10);

    public string Name => "latency";

    public string Judges =>
        $"by {limits.Requests} alternating requests neither its median nor its 95th percentile is over {limits.Ratio:0.##} "
        + $"times the old slot's and {limits.FloorMilliseconds:0} ms above it";

    public async Task<Verdict> JudgeAsync(CancellationToken cancellationToken)
    {
        if (await subject.WithoutOldAsync(cancellationToken) is { } reason)
        {
            return Verdict.Pass(reason);
        }
        for (var i = 0; i < WarmUp; i++)
        {
            await subject.AskNewAsync(Sample.Forecasts, cancellationToken);
        }
        var verdict = Verdict.Hold("it was not measured");
        for (var round = 0; round < Rounds && verdict.Decision != Decision.Pass; round++)
        {
            verdict = await RoundAsync(cancellationToken);
        }
        return verdict;
    }

    private async Task<Verdict> RoundAsync(CancellationToken cancellationToken)
    {
        var (old, renewed) = (new List<double>(), new List<double>());
        var began = time.GetTimestamp();
        for (var i = 0; i < limits.Requests && (i < Fewest || time.GetElapsedTime(began) < LongestRound); i++)
        {
            await MeasureAsync(subject.OldSlot!, old, cancellationToken);
            await MeasureAsync(subject.Slot, renewed, cancellationToken);
        }
        if (Math.Min(old.Count, renewed.Count) < Fewest)
        {
            return Verdict.Hold(
                $"of {Sample.Forecasts} only {old.Count} (old) and {renewed.Count} (new) requests were answered; {Fewest} are needed"
            );
        }

        var (oldMedian, newMedian) = (Quantile(old, 0.5), Quantile(renewed, 0.5));
        var (oldHigh, newHigh) = (Quantile(old, 0.95), Quantile(renewed, 0.95));
        var numbers =
            $"median {newMedian:0.0} ms against {oldMedian:0.0} ms, p95 {newHigh:0.0} ms against {oldHigh:0.0} ms, "
            + $"{renewed.Count} requests each";
        return Slower(oldMedian, newMedian) || Slower(oldHigh, newHigh)
            ? Verdict.Fail(
                $"the new slot is slower than the old: {numbers}; allowed are {limits.Ratio:0.##} times or "
                    + $"{limits.FloorMilliseconds:0} ms more"
            )
            : Verdict.Pass(numbers);
    }

    private async Task MeasureAsync(string slot, List<double> milliseconds, CancellationToken cancellationToken)
    {
        var answer = await subject.Probe.AskAsync(slot, Sample.Forecasts, cancellationToken);
        if (answer.Status == 200)
        {
            milliseconds.Add(answer.Took.TotalMilliseconds);
        }
    }

    private bool Slower(double old, double renewed) => renewed > old * limits.Ratio && renewed > old + limits.FloorMilliseconds;

    private static double Quantile(List<double> values, double level)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)Math.Ceiling(level * sorted.Count) - 1];
    }
}
