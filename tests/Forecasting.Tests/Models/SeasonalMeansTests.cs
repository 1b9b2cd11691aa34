using MalariaPredictor.Forecasting.Models.Seasons;

namespace MalariaPredictor.Forecasting.Tests.Models;

public sealed class SeasonalMeansTests
{
    [Fact]
    public void Months_are_smoothed_by_a_quarter_a_half_and_a_quarter()
    {
        var means = With(12, Enumerable.Range(0, 12).Select(month => (month, month == 0 ? 8.0 : 0)));
        (means[0], means[1], means[11], means[2]).ShouldBe((4, 2, 2, 0));
    }

    [Fact]
    public void Weeks_are_smoothed_by_a_triangle_of_fifteen()
    {
        var means = With(52, Enumerable.Range(0, 52).Select(week => (week, week == 0 ? 64.0 : 0)));
        (means[0], means[1], means[51], means[7], means[45], means[8]).ShouldBe((8, 7, 7, 1, 1, 0));
    }

    [Fact]
    public void Values_of_one_season_are_averaged_and_missing_ones_left_out()
    {
        var means = With(12, [.. Enumerable.Range(0, 12).Select(month => (month, 1.0)), (3, double.NaN), (3, 5)]);
        means[3].ShouldBe((.25 * 1) + (.5 * 3) + (.25 * 1));
    }

    [Fact]
    public void An_empty_season_lies_on_the_straight_line_round_the_year()
    {
        // Only November (10) = 4 and February (1) = 1 are known: December 3, January 2; the other way round the line climbs from
        // 1 in February to 4 in November by thirds of a unit each month, March 4/3.
        var means = With(12, [(10, 4), (1, 1)]);
        means[0].ShouldBe((.25 * 3) + (.5 * 2) + (.25 * 1), 1e-12);
        means[1].ShouldBe((.25 * 2) + (.5 * 1) + (.25 * 4 / 3), 1e-12);
    }

    [Fact]
    public void One_value_is_the_season_of_the_whole_year()
    {
        var means = With(52, [(17, 6)]);
        means[40].ShouldBe(6, 1e-12);
    }

    [Fact]
    public void Without_a_value_there_is_no_season() => With(12, [(3, double.NaN)])[3].ShouldBe(double.NaN);

    private static SeasonalMeans With(int seasons, IEnumerable<(int Season, double Value)> values)
    {
        var means = new SeasonalMeans(seasons);
        foreach (var (season, value) in values)
        {
            means.Add(season, value);
        }

        return means;
    }
}
