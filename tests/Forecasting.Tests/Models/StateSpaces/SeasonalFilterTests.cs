using MalariaPredictor.Forecasting.Models.StateSpaces;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Models.StateSpaces;

public sealed class SeasonalFilterTests
{
    private const double Step = .05;
    private static readonly FilterSetting Setting = new(.8, .5, .03, .001, .2);
    private static readonly Harmonics Harmonics = new(12);

    [Fact]
    public void Its_states_are_those_of_the_joint_Gaussian_conditioned_on_all_values()
    {
        double[] values = [4, 4.2, double.NaN, 3.9, 3.5, 3.6, 3.8, 4.4];
        var filter = new SeasonalFilter(Setting, Harmonics);
        for (var t = 0; t < values.Length; t++)
        {
            filter.Step(values[t], t % 12, Step);
            var (mean, variance) = Conditioned(values[..(t + 1)]);
            for (var k = 0; k < Harmonics.States; k++)
            {
                filter.State[k].ShouldBe(mean[k], 1e-9);
                filter.Covariance[(k * Harmonics.States) + k].ShouldBe(variance[k], 1e-9);
            }
        }
    }

    [Fact]
    public void A_missing_value_leaves_the_expected_state_and_widens_it()
    {
        var filter = new SeasonalFilter(Setting, Harmonics);
        filter.Step(4, 0, Step);
        filter.Step(5, 1, Step);
        var (level, deviation, variance) = (filter.State[0], filter.State[1], filter.Covariance[0]);
        filter.Step(double.NaN, 2, Step);
        filter.State[0].ShouldBe(level);
        filter.State[1].ShouldBe(.8 * deviation, 1e-12);
        filter.Covariance[0].ShouldBe(variance + (.03 * Step), 1e-12);
    }

    [Fact]
    public void Beyond_three_and_a_half_deviations_an_innovation_moves_it_no_further()
    {
        SeasonalFilter After(double wild)
        {
            var filter = new SeasonalFilter(Setting, Harmonics);
            for (var t = 0; t < 24; t++)
            {
                filter.Step(4 + Math.Sin(t * Math.PI / 6), t % 12, Step);
            }

            filter.Step(wild, 0, Step);
            return filter;
        }

        After(40).State.ToArray().ShouldBe(After(12).State.ToArray());
        After(4.2).State[0].ShouldBeLessThan(After(12).State[0]);
    }

    [Fact]
    public void It_learns_a_season_and_forecasts_it()
    {
        var filter = new SeasonalFilter(Setting, Harmonics);
        for (var t = 0; t < 72; t++)
        {
            filter.Step(5 + Math.Sin(2 * Math.PI * t / 12), t % 12, Step);
        }

        for (var horizon = 1; horizon <= 12; horizon++)
        {
            var expected = 5 + Math.Sin(2 * Math.PI * (71 + horizon) / 12);
            (filter.LevelAhead(horizon) + filter.Season((71 + horizon) % 12)).ShouldBe(expected, .1);
        }
    }

    [Fact]
    public void Told_the_season_of_others_it_takes_its_first_value_for_one_of_that_season()
    {
        // A cosine of 2: January is 2 above the level, July 2 below.
        var filter = new SeasonalFilter(Setting, Harmonics);
        filter.Expect([2, 0, 0, 0]);
        filter.Step(5, 0, Step);
        filter.State[0].ShouldBe(3, 1e-12);
        (filter.LevelAhead(6) + filter.Season(6)).ShouldBe(1, 1e-12);
    }

    [Fact]
    public void What_is_left_of_a_deviation_fades_with_the_horizon()
    {
        var filter = new SeasonalFilter(Setting, Harmonics);
        filter.Step(4, 0, Step);
        filter.Step(6, 1, Step);
        (filter.LevelAhead(3) - filter.State[0]).ShouldBe(.512 * filter.State[1], 1e-12);
    }

    /// <summary>
    /// The transition is diagonal, so before any value Cov(xₜ, xₛ) is known state by state; values and states are jointly Gaussian, and the
    /// last state given all values follows from one system of equations. The observation variance needs the value expected from
    /// those before, which follows from the same system without the last value.
    /// </summary>
    private static (double[] Mean, double[] Variance) Conditioned(double[] values)
    {
        var size = Harmonics.States;
        double[] phi = [1, .8, .. Enumerable.Repeat(1.0, size - 2)];
        double[] noise = [.03 * Step, .5 * Step, .. Enumerable.Repeat(.001 * Step, size - 2)];
        double[] prior = [1, .5 * Step / (1 - .64), .3, .3, .3 / 4, .3 / 4];
        double[] start = [values[0], .. Enumerable.Repeat(0.0, size - 1)];
        double Variance(int k, int t) => t == 0 ? prior[k] : (phi[k] * phi[k] * Variance(k, t - 1)) + noise[k];
        double Covariance(int k, int t, int s) => Math.Pow(phi[k], Math.Abs(t - s)) * Variance(k, Math.Min(t, s));
        double Mean(int k, int t) => Math.Pow(phi[k], t) * start[k];
        double Vector(int k, int t) =>
            k < 2 ? 1
            : k % 2 == 0 ? Math.Cos(2 * Math.PI * (k / 2) * t / 12)
            : Math.Sin(2 * Math.PI * (k / 2) * t / 12);
        var states = Enumerable.Range(0, size).ToArray();
        var seen = new List<int>();
        var observation = new Dictionary<int, double>();
        double[] Given(Func<int, double> covarianceWith) =>
            Equations.Solve(
                [
                    .. seen.Select(t =>
                        (double[])
                            [
                                .. seen.Select(s =>
                                    states.Sum(k => Vector(k, t) * Vector(k, s) * Covariance(k, t, s)) + (t == s ? observation[t] : 0)
                                ),
                            ]
                    ),
                ],
                [.. seen.Select(covarianceWith)]
            );
        double Departure(int t) => values[t] - states.Sum(k => Vector(k, t) * Mean(k, t));
        for (var t = 0; t < values.Length; t++)
        {
            if (!double.IsNaN(values[t]))
            {
                var at = t;
                var gain = Given(s => states.Sum(k => Vector(k, at) * Vector(k, s) * Covariance(k, at, s)));
                var expected = states.Sum(k => Vector(k, at) * Mean(k, at)) + seen.Select((s, index) => gain[index] * Departure(s)).Sum();
                var cases = Math.Exp(expected) - 1;
                observation[t] = (.2 * Step) + (cases / ((1 + cases) * (1 + cases)));
                seen.Add(t);
            }
        }

        var last = values.Length - 1;
        double[][] gains = [.. states.Select(k => Given(s => Vector(k, s) * Covariance(k, last, s)))];
        return (
            [.. states.Select(k => Mean(k, last) + seen.Select((s, index) => gains[k][index] * Departure(s)).Sum())],
            [
                .. states.Select(k =>
                    Variance(k, last) - seen.Select((s, index) => gains[k][index] * Vector(k, s) * Covariance(k, last, s)).Sum()
                ),
            ]
        );
    }
}
