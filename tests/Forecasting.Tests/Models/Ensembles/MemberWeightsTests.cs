using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;
using MalariaPredictor.Forecasting.Models.Weights;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Models.Ensembles;

public sealed class MemberWeightsTests
{
    private static readonly CaseHistory History = CaseHistory.Of(
        Generators.Of(Period.Month(2020, 1), [.. Enumerable.Repeat(100.0, 12)], [.. Enumerable.Repeat(50.0, 12)]),
        [1]
    )!;

    [Fact]
    public void Half_the_error_weighs_two_to_the_number_of_targets_more()
    {
        // Origins 4…11 have known targets: eight, forgotten with a half-life of 36 months. One member errs by .1, the other by .2.
        var targets = Enumerable.Range(0, 8).Sum(age => Math.Pow(.5, age / 36.0));
        var weights = After(12, (_, _) => .1, (_, _) => .2).Of(0);
        weights[0].ShouldBe(Math.Pow(2, targets) / (1 + Math.Pow(2, targets)), 1e-6);
        weights.Sum().ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Before_any_target_is_known_all_members_weigh_alike() =>
        After(4, (_, _) => .1, (_, _) => .9).Of(0).ShouldBe([.5, .5], 1e-12);

    [Fact]
    public void A_location_where_the_common_favorite_fails_trusts_it_less()
    {
        // The first member errs by .1 at the first location and .3 at the second; the other by .2 at both.
        var (weights, _) = (After(12, (_, location) => location == 0 ? .1 : .3, (_, _) => .2), 0);
        weights.Of(0)[0].ShouldBeGreaterThan(.5);
        weights.Of(1)[0].ShouldBeLessThan(.5);

        // On paper, at the second location: common shares ½ each; own .6 and .4; own targets count n = 7.4 against 30.
        var n = Enumerable.Range(0, 8).Sum(age => Math.Pow(.5, age / 36.0));
        var share = ((n * .6) + (30 * .5)) / (n + 30);
        var odds = Math.Pow((1 - share) / share, n);
        weights.Of(1)[0].ShouldBe(odds / (1 + odds), 1e-6);
    }

    [Fact]
    public void Members_that_never_err_weigh_alike() => After(12, (_, _) => 0, (_, _) => 0).Of(0).ShouldBe([.5, .5], 1e-9);

    [Fact]
    public void The_points_are_the_weighted_mean()
    {
        var found = After(12, (_, _) => .1, (_, _) => -.2);
        var weights = found.Of(0);
        found.Points[0].ShouldBe(Math.Log(101) + (weights[0] * .1) - (weights[1] * .2), 1e-9);
    }

    private static (Func<int, double[]> Of, double[] Points) After(int origins, params Func<int, int, double>[] errors)
    {
        Grid[] members =
        [
            .. errors.Select(error =>
            {
                var grid = new Grid(History.Periods + 1, History.Locations);
                for (var origin = 1; origin <= History.Periods; origin++)
                {
                    for (var i = 0; i < History.Locations; i++)
                    {
                        grid[origin, i] = History.Cases[Math.Min(origin, History.Periods - 1), i] + error(origin, i);
                    }
                }

                return grid;
            }),
        ];
        var weights = new MemberWeights(History, 0, members);
        var points = new double[History.Locations];
        for (var origin = History.FirstOrigin; origin <= origins; origin++)
        {
            weights.Step(origin, points);
        }

        return (
            location =>
            {
                var found = new double[members.Length];
                weights.Weigh(location, found);
                return found;
            },
            points
        );
    }
}
