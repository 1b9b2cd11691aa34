using MalariaPredictor.Forecasting.Models.Seasons;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Tests.Models;

public sealed class SeasonCalendarTests
{
    [Fact]
    public void A_week_53_shares_the_season_of_week_52()
    {
        // 2020-W51, W52, W53, 2021-W01.
        var calendar = new SeasonCalendar(Period.Week(2020, 51), 4);
        (calendar.Length, calendar[0], calendar[1], calendar[2], calendar[3]).ShouldBe((52, 50, 51, 51, 0));
    }

    [Fact]
    public void A_week_53_looks_back_to_week_52_of_a_year_that_has_no_53()
    {
        // From 2019-W01, 2019-W52 is index 51 and 2020-W53 index 104.
        var calendar = new SeasonCalendar(Period.Week(2019, 1), 110);
        (calendar.YearEarlier(104), calendar.YearEarlier(105)).ShouldBe((51, 52));
    }

    [Fact]
    public void A_month_looks_back_to_the_same_month()
    {
        var calendar = new SeasonCalendar(Period.Month(2023, 11), 14);
        (calendar[0], calendar[2], calendar.YearEarlier(13), calendar.YearEarlier(1) < 0).ShouldBe((10, 0, 1, true));
    }

    [Fact]
    public void Before_the_first_year_there_is_no_year_earlier() =>
        new SeasonCalendar(Period.Month(1, 1), 1).YearEarlier(0).ShouldBeNegative();
}
