using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Tests;

public sealed class PeriodTests
{
    [Fact]
    public void A_week_53_is_followed_by_week_1_of_the_next_year() =>
        Period.Week(2020, 53).Plus(1).ShouldBe(Period.Week(2021, 1));

    [Fact]
    public void December_is_followed_by_January() => Period.Month(2023, 12).Plus(1).ToString().ShouldBe("2024-01");

    [Fact]
    public void A_week_runs_from_Monday_to_Sunday()
    {
        var week = Period.Week(2015, 1);
        (week.Start, week.End).ShouldBe((new DateOnly(2014, 12, 29), new DateOnly(2015, 1, 4)));
    }
}
