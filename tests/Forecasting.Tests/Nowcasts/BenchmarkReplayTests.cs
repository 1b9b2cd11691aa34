using MalariaPredictor.Forecasting.Models.Simple;
using MalariaPredictor.Forecasting.Nowcasts;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Nowcasts;

/// <summary>
/// Reported cases of real districts whose reports are made to come late: of a month's cases a share, different for each district and
/// month, comes two and three months later.
/// </summary>
public sealed class BenchmarkReplayTests
{
    private const int Origins = 12;

    [Theory]
    [InlineData("uganda", .1)]
    [InlineData("uganda", .3)]
    [InlineData("vietnam-dengue", .3)]
    public void Forecasts_from_estimates_are_nearer_to_what_was_then_reported_than_those_from_late_counts(string set, double late)
    {
        var all = BenchmarkData.Read(set);
        var final = all.UpTo(all.First.Plus(all.Observed(Variables.Cases).End.Value - 1));
        var (counts, missing) = (Late(final, late), Missing(final, late));
        var (raw, estimated, complete) = (0.0, 0.0, 0.0);
        for (var now = final.Count - Origins - 1; now < final.Count - 1; now++)
        {
            // What is known in the period after the origin.
            var known = final.UpTo(final.First.Plus(now - 1));
            var reported = known.With(
                Variables.Cases,
                from location in Enumerable.Range(0, final.Locations.Count)
                from delay in Enumerable.Range(1, 2)
                select (location, final.First.Plus(now - delay), Known(final, missing, location, now - delay, delay))
            );
            var nowcast = Nowcast.Of(
                ReportingTriangle.Of(final.Locations.Count, now + 1, counts.Where(count => count.Period + count.Delay <= now))
            );
            nowcast.State.ShouldBe(NowcastState.On);
            var nowcasted = reported.With(
                Variables.Cases,
                nowcast.Estimates.Select(one => (one.Location, final.First.Plus(one.Period), one.Final.Median))
            );
            (raw, estimated, complete) = (
                raw + Error(reported, final),
                estimated + Error(nowcasted, final),
                complete + Error(known, final)
            );
        }

        TestContext.Current.SendDiagnosticMessage(
            $"{set}, {late:P0} late: error one month ahead {raw / Origins:0.000} from late counts, "
                + $"{estimated / Origins:0.000} from estimates, {complete / Origins:0.000} had all reports been there"
        );
        (estimated - complete).ShouldBeLessThan(.5 * (raw - complete));
    }

    private static double Error(Panel history, Panel final)
    {
        var table = new SeasonalRelativePersistence().Forecast(history, [1]);
        var target = table.Origin.Plus(1).Minus(final.First);
        return Enumerable
            .Range(0, final.Locations.Count)
            .Where(row => table[row, 0] is not null && !double.IsNaN(final.Series(row, Variables.Cases)[target]))
            .Average(row => Math.Abs(double.LogP1(table[row, 0]!.Median) - double.LogP1(final.Series(row, Variables.Cases)[target])));
    }

    private static List<KnownCount> Late(Panel final, double late)
    {
        var missing = Missing(final, late);
        return
        [
            .. from location in Enumerable.Range(0, final.Locations.Count)
            from period in Enumerable.Range(0, final.Count)
            from delay in Enumerable.Range(1, ReportingTriangle.LongestDelay)
            where period + delay < final.Count && !double.IsNaN(final.Series(location, Variables.Cases)[period])
            select new KnownCount(location, period, delay, Known(final, missing, location, period, delay)),
        ];
    }

    private static double Known(Panel final, double[,] missing, int location, int period, int delay) =>
        delay > 2
            ? final.Series(location, Variables.Cases)[period]
            : Math.Round(final.Series(location, Variables.Cases)[period] * (1 - (missing[location, period] * (delay == 1 ? 1 : .25))));

    private static double[,] Missing(Panel final, double late)
    {
        var random = new Random(11);
        var missing = new double[final.Locations.Count, final.Count];
        for (var location = 0; location < final.Locations.Count; location++)
        {
            var own = late * 2 * random.NextDouble();
            for (var period = 0; period < final.Count; period++)
            {
                missing[location, period] = own * (.5 + random.NextDouble());
            }
        }

        return missing;
    }
}
