using MalariaPredictor.Forecasting.Models.EndemicEpidemics;

namespace MalariaPredictor.Forecasting.Tests.Models.EndemicEpidemics;

public sealed class SeasonalRatesTests
{
    private static readonly double[] Shared = [-.6, .2, -.1, -1.5, -1, .4, .3, -.2, .1];
    private static readonly double[] Own = [.1, -.3, .2, -.1];

    [Fact]
    public void The_mean_is_what_the_formula_says()
    {
        var rates = new SeasonalRates(12);
        rates.Set(Shared, Own, level: 70);
        var angle = 2 * Math.PI * 4 / 12;
        var epidemic = Math.Exp(-.6 + .1 + (.2 * Math.Sin(angle)) - (.1 * Math.Cos(angle)));
        var endemic = Math.Exp(
            -1
                - .3
                + ((.4 + .2) * Math.Sin(angle))
                + ((.3 - .1) * Math.Cos(angle))
                - (.2 * Math.Sin(2 * angle))
                + (.1 * Math.Cos(2 * angle))
        );
        rates.Mean(4, before: 55, others: 80).ShouldBe((epidemic * 55) + (Math.Exp(-1.5) * 80) + (endemic * 70), 1e-9);
    }

    [Theory]
    [InlineData(12, 7)]
    [InlineData(52, 51)]
    public void Its_derivatives_are_those_of_the_mean(int year, int season)
    {
        var (rates, derivatives) = (new SeasonalRates(year), new double[SeasonalRates.Shared]);
        rates.Set(Shared, Own, 70);
        rates.Mean(season, 55, 80, derivatives).ShouldBe(rates.Mean(season, 55, 80));
        for (var k = 0; k < derivatives.Length; k++)
        {
            derivatives[k].ShouldBe((Moved(k, 1e-6) - Moved(k, -1e-6)) / 2e-6, 1e-5);
        }

        double Moved(int k, double by)
        {
            var moved = (double[])Shared.Clone();
            moved[k] += by;
            rates.Set(moved, Own, 70);
            return rates.Mean(season, 55, 80);
        }
    }

    [Fact]
    public void No_coefficient_makes_a_case_bring_forth_more_than_two_or_a_rate_that_is_no_number()
    {
        var rates = new SeasonalRates(12);
        rates.Set([900, 0, 0, 900, 900, 0, 0, 0, 0], [0, 0, 0, 0], 1);
        rates.Mean(0, 1, 0).ShouldBeLessThanOrEqualTo(Math.Exp(.7) + Math.Exp(5));
        rates.Set([-900, 0, 0, -900, -900, 0, 0, 0, 0], [0, 0, 0, 0], 1);
        rates.Mean(0, 1, 1).ShouldBeGreaterThan(0);
    }
}
