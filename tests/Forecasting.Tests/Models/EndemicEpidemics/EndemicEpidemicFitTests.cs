using MalariaPredictor.Forecasting.Models.EndemicEpidemics;
using MalariaPredictor.Forecasting.Models.Replays;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Models.EndemicEpidemics;

/// <summary>Counts simulated from the model itself, and its likelihood written out.</summary>
public sealed class EndemicEpidemicFitTests
{
    private const double Epidemic = .5;
    private const double Dispersion = .1;

    [Fact]
    public void What_was_simulated_is_found_again()
    {
        var (fit, _, _) = Fitted(Simulated(locations: 10, months: 240));
        Math.Exp(fit.Shared[0]).ShouldBe(Epidemic, .12);
        fit.Dispersion.ShouldBe(Dispersion, .03);
        // What comes anyway has its peak where the sine has; twice the frequency has no part in it.
        fit.Shared[5].ShouldBeInRange(.3, 1.2);
        fit.Shared[7].ShouldBe(0, .3);
    }

    [Fact]
    public void No_coefficient_can_be_moved_to_make_the_counts_likelier()
    {
        var (fit, counts, history) = Fitted(Simulated(locations: 4, months: 90));
        var best = Likelihood(fit, counts, history);
        for (var k = 0; k < SeasonalRates.Shared; k++)
        {
            ShouldBeAPeak(fit.Shared.AsSpan(k, 1));
        }

        for (var k = 0; k < 4 * SeasonalRates.Own; k++)
        {
            ShouldBeAPeak(fit.OwnOf(k / SeasonalRates.Own).Slice(k % SeasonalRates.Own, 1));
        }

        void ShouldBeAPeak(Span<double> coefficient)
        {
            var (here, before) = (coefficient[0], best);
            foreach (var by in new[] { -.02, .02 })
            {
                coefficient[0] = here + by;
                Likelihood(fit, counts, history).ShouldBeLessThan(before);
            }

            coefficient[0] = here;
        }
    }

    [Fact]
    public void A_location_of_three_months_has_the_rates_of_the_others()
    {
        var panel = Simulated(locations: 6, months: 90, unreported: (i, t) => i == 5 && t < 87);
        var (fit, _, _) = Fitted(panel);
        foreach (var deviation in fit.OwnOf(5))
        {
            deviation.ShouldBe(0, .5);
        }
    }

    private static (EndemicEpidemicFit Fit, CountHistory Counts, CaseHistory History) Fitted(Panel panel)
    {
        var history = CaseHistory.Of(panel, [1])!;
        var counts = new CountHistory(history);
        var fit = new EndemicEpidemicFit(history, counts);
        for (var origin = 1; origin <= history.Periods; origin++)
        {
            counts.Reveal(origin);
        }

        for (var step = 0; step < 60; step++)
        {
            fit.Step(history.Periods);
        }

        return (fit, counts, history);
    }

    /// <summary>Penalized, without what does not depend on the mean.</summary>
    private static double Likelihood(EndemicEpidemicFit fit, CountHistory counts, CaseHistory history)
    {
        double[] mean = [Math.Log(.6), 0, 0, Math.Log(.1), Math.Log(.3), 0, 0, 0, 0];
        double[] precision = [11, 1.5, 11, 11];
        var sum = -2 * fit.Shared.Zip(mean, (value, prior) => (value - prior) * (value - prior)).Sum();
        for (var i = 0; i < history.Locations; i++)
        {
            var shared = fit.Shared;
            var own = fit.OwnOf(i);
            for (var k = 0; k < own.Length; k++)
            {
                sum -= precision[k] / 2 * own[k] * own[k];
            }

            for (var t = 1; t < history.Periods; t++)
            {
                var angle = 2 * Math.PI * t / 12;
                var (s, c, s2, c2) = (Math.Sin(angle), Math.Cos(angle), Math.Sin(2 * angle), Math.Cos(2 * angle));
                var mu =
                    (Math.Exp(shared[0] + own[0] + (shared[1] * s) + (shared[2] * c)) * counts.Cases[t - 1, i])
                    + (Math.Exp(shared[3]) * counts.Neighbours[t - 1, i])
                    + (
                        Math.Exp(
                            shared[4]
                                + own[1]
                                + ((shared[5] + own[2]) * s)
                                + ((shared[6] + own[3]) * c)
                                + (shared[7] * s2)
                                + (shared[8] * c2)
                        ) * counts.Levels[i]
                    );
                var fade = Math.Pow(.5, (history.Periods - 1 - t) / 30.0);
                var (y, psi) = (counts.Cases[t, i], fit.Dispersion);
                sum += fade * ((y * Math.Log(mu)) - ((y + (1 / psi)) * Math.Log(1 + (psi * mu))));
            }
        }

        return sum;
    }

    private static Panel Simulated(int locations, int months, Func<int, int, bool>? unreported = null)
    {
        var random = new Random(12);
        double[][] rows = [.. Enumerable.Range(0, locations).Select(_ => new double[months])];
        foreach (var row in rows)
        {
            var before = 120.0;
            for (var t = 0; t < months; t++)
            {
                var endemic = 60 * Math.Exp(.6 * Math.Sin(2 * Math.PI * t / 12));
                before = row[t] = NegativeBinomial(random, (Epidemic * before) + endemic);
            }
        }

        return Generators.Of(
            Period.Month(2000, 1),
            [.. rows.Select((row, i) => row.Select((value, t) => unreported?.Invoke(i, t) == true ? double.NaN : value).ToArray())]
        );
    }

    /// <summary>A Poisson count whose mean is a gamma variable of shape 1/ψ = 10, a sum of exponential ones.</summary>
    private static double NegativeBinomial(Random random, double mean)
    {
        var rate = Enumerable.Range(0, 10).Sum(_ => -Math.Log(1 - random.NextDouble())) * mean * Dispersion;
        var (count, left) = (0, rate);
        while ((left += Math.Log(1 - random.NextDouble())) > 0)
        {
            count++;
        }

        return count;
    }
}
