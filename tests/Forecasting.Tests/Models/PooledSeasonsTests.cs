using MalariaPredictor.Forecasting.Models.Seasons;

namespace MalariaPredictor.Forecasting.Tests.Models;

public sealed class PooledSeasonsTests
{
    [Fact]
    public void A_value_that_never_changes_is_the_climatology()
    {
        var seasons = After(24, 1, (_, _) => 3);
        for (var month = 0; month < 12; month++)
        {
            seasons.Smoothed[month, 0].ShouldBe(3, 1e-9);
        }
    }

    [Fact]
    public void A_location_that_reported_for_two_months_has_the_season_of_the_others_at_its_own_level()
    {
        // 30 districts swing by ±1 round 5; the last one, at 2 above them, reported in November and December alone.
        var seasons = After(
            48,
            31,
            (i, t) =>
                i < 30 ? 5 + Wave(t)
                : t >= 46 ? 7 + Wave(t)
                : double.NaN
        );
        for (var month = 0; month < 12; month++)
        {
            (seasons.Smoothed[month, 30] - seasons.Smoothed[month, 0]).ShouldBe(2, .12);
        }
    }

    [Fact]
    public void A_long_history_of_its_own_outweighs_the_others()
    {
        // The others have their season the other way round.
        var seasons = After(120, 11, (i, t) => i == 0 ? 5 + Wave(t) : 5 - Wave(t));
        (seasons.Smoothed[3, 0] - seasons.Smoothed[9, 0]).ShouldBeGreaterThan(1);
        (seasons.Smoothed[3, 1] - seasons.Smoothed[9, 1]).ShouldBeLessThan(-1.5);
    }

    [Fact]
    public void What_is_four_years_old_counts_half_of_what_is_new()
    {
        // Four years of 0, then January alone of 3: weights of the Januaries, newest first, 1 2^(−1/4) 2^(−2/4) 2^(−3/4) 2^(−1). Their
        // mean is 3/(1 + .8409 + .7071 + .5946 + .5) = .8235, n = 3.6426; the level is shrunk so little that January stands out by about
        // what is left.
        var seasons = After(49, 1, (_, t) => t == 48 ? 3 : 0);
        var january = seasons.Smoothed[0, 0] - seasons.Smoothed[6, 0];
        january.ShouldBeInRange(.35, .45);
    }

    [Fact]
    public void A_location_without_a_value_has_no_climatology() =>
        After(24, 2, (i, _) => i == 0 ? 1 : double.NaN).Smoothed[4, 1].ShouldBe(double.NaN);

    private static double Wave(int month) => Math.Sin(month * Math.PI / 6);

    private static PooledSeasons After(int months, int locations, Func<int, int, double> value)
    {
        var seasons = new PooledSeasons(12, locations);
        for (var t = 0; t < months; t++)
        {
            seasons.Add(t % 12, [.. Enumerable.Range(0, locations).Select(i => value(i, t))]);
        }

        seasons.Estimate();
        return seasons;
    }
}
