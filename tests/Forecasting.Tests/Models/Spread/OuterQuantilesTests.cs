using MalariaPredictor.Forecasting.Models.Spread;

namespace MalariaPredictor.Forecasting.Tests.Models.Spread;

public sealed class OuterQuantilesTests
{
    private const int Ninety = 19;

    // A Laplace distribution: what errors are before any is known.
    private static readonly double[] Quantiles =
    [
        .. QuantileForecast.Levels.ToArray().Select(level => level < .5 ? Math.Log(2 * level) : -Math.Log(2 * (1 - level))),
    ];

    [Fact]
    public void Where_errors_are_as_they_are_said_to_be_nothing_is_drawn_in() =>
        // Errors at every hundredth of the distribution, of a size at which cases and their logarithms say much the same.
        Learned(Enumerable.Range(0, 200).Select(k => (Scale: .2, Actual: 6 + (.2 * Laplace((k + .5) / 200))))).Find().ShouldBe([1]);

    [Fact]
    public void Where_a_wide_range_never_was_needed_the_outer_quantiles_are_drawn_in_and_no_others()
    {
        var outer = Learned(Enumerable.Repeat((Scale: 1.5, Actual: .5), 60));
        var factor = outer.Find().Single();

        factor.ShouldBeLessThan(.5);
        for (var k = 0; k < Quantiles.Length; k++)
        {
            OuterQuantiles
                .At(Quantiles, k, factor)
                .ShouldBe(k <= Ninety ? Quantiles[k] : Quantiles[Ninety] + (factor * (Quantiles[k] - Quantiles[Ninety])), 1e-12);
        }
    }

    [Fact]
    public void One_outbreak_in_fifty_keeps_them_where_they_are() =>
        Learned(Enumerable.Range(0, 100).Select(k => (Scale: 1.0, Actual: k % 50 == 7 ? 8 : 1.0)))
            .Find()
            .Single()
            .ShouldBeGreaterThanOrEqualTo(.8);

    [Fact]
    public void A_location_without_errors_of_its_own_follows_the_others()
    {
        var outer = new OuterQuantiles(2, 1);
        for (var k = 0; k < 60; k++)
        {
            outer.Learn(0, Quantiles, 1, 1.5, .5, 12);
        }

        outer.Find()[1].ShouldBe(outer.Find()[0]);
        new OuterQuantiles(2, 1).Find().ShouldBe([1, 1]);
    }

    private static OuterQuantiles Learned(IEnumerable<(double Scale, double Actual)> targets)
    {
        var outer = new OuterQuantiles(1, 1);
        foreach (var (scale, actual) in targets)
        {
            outer.Learn(0, Quantiles, scale < .5 ? 6 : 1, scale, Math.Max(0, actual), 12);
        }

        return outer;
    }

    private static double Laplace(double level) => level < .5 ? Math.Log(2 * level) : -Math.Log(2 * (1 - level));
}
