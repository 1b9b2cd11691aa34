using CsCheck;
using MalariaPredictor.Forecasting.Scoring;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Scoring;

public sealed class ScoreTests
{
    /// <summary>Quantiles 1, 2, … 23: the median is 12.</summary>
    private static readonly QuantileForecast Ladder = QuantileForecast.From([.. Enumerable.Range(1, 23).Select(i => (double)i)]);

    [Fact]
    public void The_weighted_interval_score_of_an_actual_at_the_median_is_the_weighted_widths()
    {
        // By hand: |y − m| = 0, and each of the 11 intervals only pays its width: k steps each side, so Σ (α/2)·2k over
        // α/2 = .45 .40 .35 .30 .25 .20 .15 .10 .05 .025 .01 with k = 1…11:
        // 2·(.45 + .80 + 1.05 + 1.20 + 1.25 + 1.20 + 1.05 + .80 + .45 + .25 + .11) = 2·8.61 = 17.22; divided by 11.5.
        WeightedIntervalScore.Of(Ladder, 12).ShouldBe(17.22 / 11.5, 1e-12);
    }

    [Fact]
    public void The_weighted_interval_score_of_an_actual_below_all_quantiles_adds_the_misses()
    {
        // Actual 0: the same 17.22, plus ½·12 for the median, plus each interval's lower end 11, 10, … 1, all missed:
        // (2/α)·miss·(α/2) = miss, in total 66. (17.22 + 6 + 66) / 11.5.
        WeightedIntervalScore.Of(Ladder, 0).ShouldBe(89.22 / 11.5, 1e-12);
    }

    [Fact]
    public void A_forecast_without_spread_is_scored_by_its_distance()
    {
        // 23 equal quantiles: pinball at τ and at 1 − τ together give the distance, and 11½ of them times 2/23 is 1.
        var certain = QuantileForecast.From([.. Enumerable.Repeat(7.0, 23)]);
        WeightedIntervalScore.Of(certain, 10).ShouldBe(3, 1e-12);
        WeightedIntervalScore.OnLog1p(certain, 15).ShouldBe(Math.Log(2), 1e-12);
    }

    [Fact]
    public void The_pinball_form_equals_the_interval_form_of_Bracher() =>
        Gen.Select(Generators.Forecasts, Gen.Double[0, 600])
            .Sample(
                (forecast, actual) =>
                {
                    var total = .5 * Math.Abs(actual - forecast.Median);
                    foreach (var alpha in new[] { .02, .05, .1, .2, .3, .4, .5, .6, .7, .8, .9 })
                    {
                        var (lower, upper) = (forecast.At(alpha / 2), forecast.At(1 - (alpha / 2)));
                        var score = upper - lower + (2 / alpha * Math.Max(0, lower - actual)) + (2 / alpha * Math.Max(0, actual - upper));
                        total += alpha / 2 * score;
                    }

                    WeightedIntervalScore.Of(forecast, actual).ShouldBe(total / 11.5, 1e-9 * (1 + total));
                }
            );

    [Fact]
    public void The_log_score_is_the_score_of_the_logarithms() =>
        Gen.Select(Generators.Forecasts, Gen.Double[0, 600])
            .Sample(
                (forecast, actual) =>
                {
                    var logged = QuantileForecast.From([.. forecast.Values.ToArray().Select(double.LogP1)]);
                    WeightedIntervalScore.OnLog1p(forecast, actual).ShouldBe(WeightedIntervalScore.Of(logged, double.LogP1(actual)), 1e-12);
                }
            );

    [Fact]
    public void Crps_agrees_with_the_golden_vector() => Crps.OfSamples([0, 10], 5).ShouldBe(2.5);

    [Fact]
    public void Crps_equals_its_definition() =>
        Gen.Select(Gen.Double[-50, 50].Array[1, 30], Gen.Double[-60, 60])
            .Sample(
                (samples, actual) =>
                {
                    var distance = samples.Average(x => Math.Abs(x - actual));
                    var spread = samples.SelectMany(x => samples.Select(y => Math.Abs(x - y))).Average();
                    Crps.OfSamples(samples, actual).ShouldBe(distance - (spread / 2), 1e-9);
                }
            );

    [Fact]
    public void Crps_of_no_sample_is_refused() => Should.Throw<ArgumentException>(() => Crps.OfSamples([], 1));

    [Theory]
    [InlineData(7, 17, .50)]
    [InlineData(4, 20, .80)]
    [InlineData(2, 22, .95)]
    public void A_central_interval_holds_its_ends(double lower, double upper, double probability)
    {
        CentralInterval.Of(Ladder, probability).ShouldBe((lower, upper));
        CentralInterval.Holds(Ladder, probability, lower).ShouldBeTrue();
        CentralInterval.Holds(Ladder, probability, upper).ShouldBeTrue();
        CentralInterval.Holds(Ladder, probability, lower - .01).ShouldBeFalse();
        CentralInterval.Holds(Ladder, probability, upper + .01).ShouldBeFalse();
    }

    [Fact]
    public void One_score_holds_them_all() =>
        ForecastScore
            .Of(Ladder, 5)
            .ShouldBe(
                new ForecastScore(
                    WeightedIntervalScore.Of(Ladder, 5),
                    WeightedIntervalScore.OnLog1p(Ladder, 5),
                    7,
                    In50: false,
                    In80: true,
                    In95: true
                )
            );

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void What_is_not_known_does_not_score(double actual) =>
        Should.Throw<ArgumentOutOfRangeException>(() => ForecastScore.Of(Ladder, actual));
}
