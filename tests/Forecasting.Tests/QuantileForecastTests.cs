using CsCheck;

namespace MalariaPredictor.Forecasting.Tests;

public sealed class QuantileForecastTests
{
    [Fact]
    public void Any_finite_values_become_non_negative_and_monotone() =>
        Gen.Double[-1e6, 1e6]
            .Array[23]
            .Sample(values =>
            {
                var forecast = QuantileForecast.From(values);
                var previous = 0.0;
                foreach (var value in forecast.Values)
                {
                    (value >= previous).ShouldBeTrue();
                    previous = value;
                }
            });

    [Fact]
    public void Values_in_order_are_kept() =>
        Gen.Double[0, 1e6]
            .Array[23]
            .Sample(values =>
            {
                Array.Sort(values);
                QuantileForecast.From(values).Values.ToArray().ShouldBe(values);
            });

    [Fact]
    public void A_value_that_is_not_finite_and_a_wrong_number_of_values_are_refused()
    {
        Should
            .Throw<ArgumentException>(() => QuantileForecast.From([.. Enumerable.Repeat(double.NaN, 23)]))
            .Message.ShouldContain("level 0.01");
        Should.Throw<ArgumentException>(() => QuantileForecast.From([1, 2, 3])).Message.ShouldContain("23");
    }

    [Fact]
    public void The_median_is_the_quantile_at_one_half()
    {
        var forecast = QuantileForecast.From([.. Enumerable.Range(0, 23).Select(i => (double)i)]);
        (forecast.Median, forecast.At(.5), forecast.At(.01), forecast.At(.99)).ShouldBe((11, 11, 0, 22));
        Should.Throw<ArgumentException>(() => forecast.At(.33));
    }
}
