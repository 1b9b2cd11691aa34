using CsCheck;
using MalariaPredictor.Forecasting.Nowcasts;

namespace MalariaPredictor.Forecasting.Tests.Nowcasts;

public sealed class NowcastTests
{
    private static readonly Gen<LateReports> Late = Gen.Select(Gen.Int[1, 8], Gen.Int[12, 30], Gen.Double[.3, .95], Gen.Int[0, 9999])
        .Select((locations, periods, onTime, seed) => new LateReports(locations, periods, onTime, seed));

    [Theory]
    [InlineData(.5, 200, .4)]
    [InlineData(.7, 200, .4)]
    [InlineData(.85, 200, .4)]
    [InlineData(.7, 10, .4)]
    [InlineData(.7, 200, 0)]
    public void Where_reports_come_late_estimates_are_nearer_to_the_final_counts_than_what_was_known(
        double onTime,
        double typical,
        double unequal
    )
    {
        var replays = Enumerable
            .Range(1, 5)
            .Select(seed => Nowcast.Of(new LateReports(OnTime: onTime, Typical: typical, Unequal: unequal, Seed: seed).Triangle()))
            .ToList();
        var (raw, error) = (replays.Average(one => one.Replay!.RawError), replays.Average(one => one.Replay!.Error));
        TestContext.Current.SendDiagnosticMessage(
            $"{onTime:0.00} known after one period, {typical} cases, unequal {unequal}: error {error:0.000} against {raw:0.000}, "
                + $"80 % interval holds {replays.Average(one => one.Replay!.Coverage80):0.00}"
        );
        replays.ShouldAllBe(one => one.State == NowcastState.On);
        error.ShouldBeLessThan(.6 * raw);
        replays.Average(one => one.Replay!.Coverage80).ShouldBeInRange(.7, .95);
    }

    [Fact]
    public void Counts_that_exactly_double_are_estimated_exactly()
    {
        var triangle = ExactTriangle(places: 1, periods: 12, known: [10, 20, 40]);
        var nowcast = Nowcast.Of(triangle);

        nowcast.State.ShouldBe(NowcastState.On);
        nowcast.Delay!.Settled.ShouldBe(3);
        nowcast.Delay.Growth(1).ShouldBe(4);
        nowcast.Estimates.ShouldBe([
            new EstimatedCount(0, 9, 2, 20, new FinalCount(40, 40, 40)),
            new EstimatedCount(0, 10, 1, 10, new FinalCount(40, 40, 40)),
        ]);
        nowcast.Replay!.Error.ShouldBeLessThan(.1 * nowcast.Replay.RawError);
    }

    [Fact]
    public void A_place_that_is_later_than_others_has_its_own_factor_and_a_new_one_that_of_all()
    {
        var counts = new List<KnownCount>();
        for (var place = 0; place < 10; place++)
        {
            counts.AddRange(Exact(place, 12, place == 0 ? [100, 200] : [100, 110 + place]));
        }

        var delay = ReportingDelay.Learn(ReportingTriangle.Of(11, 12, counts), 11);

        delay.Estimate(0, 1, 100).Median.ShouldBe(200, 2);
        delay.Estimate(3, 1, 100).Median.ShouldBe(113, 2);
        delay.Estimate(10, 1, 100).Median.ShouldBeInRange(110, 125);
        delay.Estimate(10, 1, 100).Upper.ShouldBeGreaterThan(delay.Estimate(3, 1, 100).Upper);
    }

    [Fact]
    public void Counts_that_do_not_grow_stay_as_they_are()
    {
        var nowcast = Nowcast.Of(new LateReports(OnTime: 1).Triangle());
        nowcast.State.ShouldBe(NowcastState.NotLate);
        nowcast.Estimates.ShouldBeEmpty();
    }

    [Fact]
    public void Corrections_downward_are_no_late_reports() =>
        Nowcast.Of(ExactTriangle(places: 3, periods: 14, known: [100, 90, 80])).State.ShouldBe(NowcastState.NotLate);

    [Fact]
    public void Counts_that_all_grew_once_because_more_is_counted_are_no_late_reports()
    {
        var counts =
            from period in Enumerable.Range(0, 30)
            from delay in Enumerable.Range(1, Math.Max(0, 29 - period))
            select new KnownCount(0, period, delay, period + delay < 20 ? 100 : 200);
        Nowcast.Of(ReportingTriangle.Of(1, 30, counts)).State.ShouldBe(NowcastState.NotLate);
    }

    [Fact]
    public void With_few_vintages_nothing_is_learned()
    {
        var nowcast = Nowcast.Of(new LateReports(Periods: Nowcast.FewestVintages).Triangle());
        (nowcast.State, nowcast.Vintages, nowcast.Replay).ShouldBe((NowcastState.TooFewVintages, Nowcast.FewestVintages - 1, null));
    }

    [Fact]
    public void From_reports_that_come_every_third_period_nothing_is_learned()
    {
        var triangle = ReportingTriangle.Of(
            3,
            40,
            new LateReports(Locations: 3, Periods: 40).Counts().Where(known => (known.Period + known.Delay) % 3 == 0)
        );
        var nowcast = Nowcast.Of(triangle);
        nowcast.Vintages.ShouldBeGreaterThanOrEqualTo(Nowcast.FewestVintages);
        (nowcast.State, nowcast.Delay!.IsLearned, nowcast.Estimates.Count).ShouldBe((NowcastState.TooFewVintages, false, 0));
    }

    [Fact]
    public void Where_lateness_ended_estimates_that_would_be_worse_are_not_used()
    {
        // Late for a year, then in time: what was learned is wrong from then on.
        var counts = Enumerable
            .Range(0, 30)
            .SelectMany(period =>
                Enumerable
                    .Range(1, Math.Max(0, 29 - period))
                    .Select(delay => new KnownCount(0, period, delay, delay == 1 && period < 8 ? 50 : 100 + (period % 3)))
            );

        var nowcast = Nowcast.Of(ReportingTriangle.Of(1, 30, counts));

        nowcast.State.ShouldBe(NowcastState.NotBetter);
        nowcast.Replay!.Error.ShouldBeGreaterThan(nowcast.Replay.RawError);
        nowcast.Estimates.ShouldBeEmpty();
    }

    [Fact]
    public void A_mistyped_count_and_zeros_do_not_spoil_what_is_learned()
    {
        var clean = new LateReports(Locations: 5, Seed: 3).Counts();
        var spoiled = clean.Select(known =>
            known is { Location: 1, Period: 20, Delay: 1 } ? known with { Count = 9e9 }
            : known is { Location: 2, Period: < 30 } ? known with { Count = 0 }
            : known
        );

        var (before, after) = (Learn(clean), Learn(spoiled));

        after.Growth(1).ShouldBe(before.Growth(1), .1);
        after.Estimate(2, 1, 0).Median.ShouldBe(0);

        static ReportingDelay Learn(IEnumerable<KnownCount> counts) => ReportingDelay.Learn(ReportingTriangle.Of(5, 36, counts), 35);
    }

    [Fact]
    public void An_estimate_is_never_below_what_is_known_and_higher_where_more_is_known() =>
        Gen.Select(Late, Gen.Int[1, 4], Gen.Double[0, 2000], Gen.Double[0, 2000])
            .Sample(
                (late, delay, one, other) =>
                {
                    var delays = ReportingDelay.Learn(late.Triangle(), late.Periods - 1);
                    var (less, more) = (delays.Estimate(0, delay, Math.Min(one, other)), delays.Estimate(0, delay, Math.Max(one, other)));
                    less.Lower.ShouldBeGreaterThanOrEqualTo(Math.Min(one, other));
                    less.Median.ShouldBeInRange(less.Lower, less.Upper);
                    more.Median.ShouldBeGreaterThanOrEqualTo(less.Median);
                    delays.Estimate(0, delays.Settled, one).ShouldBe(new FinalCount(one, one, one));
                },
                iter: 200
            );

    [Fact]
    public void The_order_of_counts_does_not_matter_and_the_same_counts_give_the_same_bits() =>
        Late.Sample(
            late =>
            {
                var counts = late.Counts().ToArray();
                var first = Nowcast.Of(ReportingTriangle.Of(late.Locations, late.Periods, counts));
                new Random(late.Seed).Shuffle(counts);
                var second = Nowcast.Of(ReportingTriangle.Of(late.Locations, late.Periods, counts));
                second.Estimates.ShouldBe(first.Estimates);
                (second.State, second.Replay).ShouldBe((first.State, first.Replay));
            },
            iter: 50
        );

    [Fact]
    public void What_is_learned_as_of_a_period_does_not_depend_on_what_came_after_it() =>
        Late.Sample(
            late =>
            {
                var (whole, now) = (late.Triangle(), late.Periods * 2 / 3);
                var then = ReportingTriangle.Of(late.Locations, now + 1, late.Counts().Where(known => known.Period + known.Delay <= now));
                ReportingDelay.Learn(whole, now).Estimate(0, 1, 100).ShouldBe(ReportingDelay.Learn(then, now).Estimate(0, 1, 100));
            },
            iter: 50
        );

    [Fact]
    public void Counts_out_of_range_and_counts_given_twice_are_refused()
    {
        Should.Throw<ArgumentException>(() => ReportingTriangle.Of(1, 3, [new KnownCount(0, 2, 1, 5)])).Message.ShouldContain("outside");
        Should.Throw<ArgumentException>(() => ReportingTriangle.Of(1, 3, [new KnownCount(1, 0, 1, 5)]));
        Should.Throw<ArgumentException>(() => ReportingTriangle.Of(1, 3, [new KnownCount(0, 0, 1, -5)]));
        Should
            .Throw<ArgumentException>(() => ReportingTriangle.Of(1, 3, [new KnownCount(0, 0, 1, 5), new KnownCount(0, 0, 1, 5)]))
            .Message.ShouldContain("twice");
    }

    private static ReportingTriangle ExactTriangle(int places, int periods, double[] known) =>
        ReportingTriangle.Of(places, periods, Enumerable.Range(0, places).SelectMany(place => Exact(place, periods, known)));

    private static IEnumerable<KnownCount> Exact(int place, int periods, double[] known) =>
        from period in Enumerable.Range(0, periods)
        from delay in Enumerable.Range(1, Math.Max(0, periods - 1 - period))
        select new KnownCount(place, period, delay, known[Math.Min(delay, known.Length) - 1]);
}
