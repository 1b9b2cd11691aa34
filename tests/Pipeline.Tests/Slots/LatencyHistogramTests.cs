using CsCheck;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Targets.Process.Slots;

namespace MalariaPredictor.Pipeline.Tests.Slots;

public sealed class LatencyHistogramTests
{
    private static readonly Gen<TimeSpan> Durations = Gen.Double[0.1, 3_600_000].Select(TimeSpan.FromMilliseconds);

    [Fact]
    public void A_quantile_is_never_below_the_exact_one_and_at_most_an_eighth_above_it() =>
        Durations
            .Array[1, 200]
            .Sample(durations =>
            {
                var counter = new TrafficCounter();
                foreach (var took in durations)
                {
                    counter.Answered(200, took);
                }
                var exact = durations.Order().ElementAt((int)Math.Ceiling(0.95 * durations.Length) - 1);

                var read = counter.Read(0).Latency.Quantile(0.95)!.Value;

                return read >= exact && read <= exact * (9.0 / 8);
            });

    [Fact]
    public void Two_readings_subtract_to_what_happened_in_between() =>
        Gen.Select(Durations.Array[0, 50], Durations.Array[0, 50])
            .Sample(
                (first, second) =>
                {
                    var (whole, part) = (new TrafficCounter(), new TrafficCounter());
                    Count(whole, first);
                    var before = whole.Read(0);
                    Count(whole, second);
                    Count(part, second);

                    var between = whole.Read(0).Since(before);

                    return between.Requests == second.Length && between.Latency.Quantile(0.5) == part.Read(0).Latency.Quantile(0.5);
                }
            );

    [Fact]
    public void A_counter_that_began_anew_counts_from_there() =>
        new SlotTraffic(3, 0, 1, 0).Since(new SlotTraffic(100, 0, 0, 0)).Requests.ShouldBe(3);

    [Fact]
    public void Nothing_measured_has_no_quantile() => LatencyHistogram.Empty.Quantile(0.95).ShouldBeNull();

    private static void Count(TrafficCounter counter, TimeSpan[] durations)
    {
        foreach (var took in durations)
        {
            counter.Answered(200, took);
        }
    }
}
