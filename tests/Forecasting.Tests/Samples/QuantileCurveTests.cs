using CsCheck;
using MalariaPredictor.Forecasting.Samples;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Samples;

public sealed class QuantileCurveTests
{
    private static readonly Gen<double> Levels = Gen.Double[.0005, .9995];

    [Theory]
    [InlineData(.5, 0)]
    [InlineData(.9, 1.2815515655446004)]
    [InlineData(.975, 1.959963984540054)]
    [InlineData(.01, -2.3263478740408408)]
    [InlineData(.999, 3.090232306167813)]
    [InlineData(1e-10, -6.361340902404056)]
    [InlineData(1e-20, -9.262340089798408)]
    public void The_normal_quantile_has_the_digits_of_the_tables(double level, double expected) =>
        StandardNormal.Quantile(level).ShouldBe(expected, 1e-12 * Math.Max(1, Math.Abs(expected)));

    [Fact]
    public void The_curve_goes_through_the_23_quantiles() =>
        Generators.Forecasts.Sample(forecast =>
        {
            foreach (var level in QuantileForecast.Levels)
            {
                QuantileCurve.At(forecast, level).ShouldBe(forecast.At(level), 1e-9 * (1 + forecast.At(level)));
            }
        });

    [Fact]
    public void The_curve_never_falls_and_is_never_negative() =>
        Gen.Select(Generators.Forecasts, Levels, Levels)
            .Sample(
                (forecast, left, right) =>
                {
                    var (low, high) = (
                        QuantileCurve.At(forecast, Math.Min(left, right)),
                        QuantileCurve.At(forecast, Math.Max(left, right))
                    );
                    low.ShouldBeGreaterThanOrEqualTo(0);
                    high.ShouldBeGreaterThanOrEqualTo(low - (1e-9 * (1 + high)));
                }
            );

    [Fact]
    public void A_lognormal_forecast_is_continued_as_the_lognormal_it_is()
    {
        var forecast = QuantileForecast.From([
            .. QuantileForecast.Levels.ToArray().Select(level => Math.Exp(6 + (.4 * StandardNormal.Quantile(level))) - 1),
        ]);
        foreach (var level in new[] { .002, .33, .72, .998 })
        {
            QuantileCurve.At(forecast, level).ShouldBe(Math.Exp(6 + (.4 * StandardNormal.Quantile(level))) - 1, 1e-6);
        }
    }

    [Fact]
    public void The_tails_end_at_one_in_a_thousand()
    {
        var forecast = QuantileForecast.From([.. QuantileForecast.Levels.ToArray().Select(level => 100 * level)]);
        QuantileCurve.At(forecast, .999_999).ShouldBe(QuantileCurve.At(forecast, .999));
        QuantileCurve.At(forecast, 1e-6).ShouldBe(QuantileCurve.At(forecast, .001));
    }

    [Fact]
    public void The_score_of_an_outcome_is_the_level_at_which_the_curve_has_it() =>
        Gen.Select(Generators.Forecasts, Levels)
            .Sample(
                (forecast, level) =>
                {
                    var cases = QuantileCurve.At(forecast, level);
                    var again = QuantileCurve.AtScore(forecast, QuantileCurve.ScoreOf(forecast, cases));
                    again.ShouldBe(cases, 1e-6 * (1 + cases));
                }
            );

    [Fact]
    public void An_outcome_that_was_expected_with_a_probability_falls_in_its_middle()
    {
        // No cases with a probability of one half.
        var forecast = QuantileForecast.From([.. QuantileForecast.Levels.ToArray().Select(level => Math.Max(0, level - .5))]);
        QuantileCurve.ScoreOf(forecast, 0).ShouldBe(StandardNormal.Quantile(.25), 1e-12);
    }

    [Fact]
    public void Outcomes_beyond_all_expectation_have_finite_scores() =>
        Gen.Select(Generators.Forecasts, Gen.OneOf(Gen.Const(0.0), Gen.Const(1e6), Gen.Const(1e300)))
            .Sample((forecast, actual) => Math.Abs(QuantileCurve.ScoreOf(forecast, actual)).ShouldBeLessThanOrEqualTo(3.1));
}
