using CsCheck;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Series;

public sealed class PeriodTests
{
    [Fact]
    public void A_week_53_is_followed_by_week_1_of_the_next_year() => Period.Week(2020, 53).Plus(1).ShouldBe(Period.Week(2021, 1));

    [Fact]
    public void December_is_followed_by_January() => Period.Month(2023, 12).Plus(1).ToString().ShouldBe("2024-01");

    [Fact]
    public void A_week_runs_from_Monday_to_Sunday()
    {
        var week = Period.Week(2015, 1);
        (week.Start, week.End).ShouldBe((new DateOnly(2014, 12, 29), new DateOnly(2015, 1, 4)));
    }

    [Fact]
    public void February_ends_on_the_29th_in_a_leap_year() => Period.Month(2024, 2).End.ShouldBe(new DateOnly(2024, 2, 29));

    [Fact]
    public void The_default_period_is_valid()
    {
        Period period = default;
        (period, period.ToString()).ShouldBe((Period.Month(1, 1), "0001-01"));
    }

    [Fact]
    public void The_last_week_and_the_last_month_have_an_end()
    {
        Period.Month(9998, 12).End.ShouldBe(new DateOnly(9998, 12, 31));
        Period.Week(9998, 52).End.Year.ShouldBeInRange(9998, 9999);
    }

    [Fact]
    public void Arithmetic_does_not_leave_the_calendar()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Period.Month(9998, 12).Plus(1));
        Should.Throw<ArgumentOutOfRangeException>(() => Period.Week(1, 1).Plus(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => Period.Month(1, 1).Plus(int.MinValue));
    }

    [Fact]
    public void A_year_without_a_week_53_has_none() => Should.Throw<ArgumentOutOfRangeException>(() => Period.Week(2023, 53));

    [Fact]
    public void Months_and_weeks_do_not_compare()
    {
        Should.Throw<InvalidOperationException>(() => Period.Month(2023, 1) < Period.Week(2023, 1)).Message.ShouldContain("2023-W01");
        (Period.Month(1, 1) == Period.Week(1, 1)).ShouldBeFalse();
    }

    [Fact]
    public void Going_forth_and_back_ends_where_it_began() =>
        Gen.Select(Generators.Periods, Gen.Int[0, 500])
            .Sample(
                (period, steps) =>
                {
                    var later = period.Plus(steps);
                    later.Minus(period).ShouldBe(steps);
                    later.Plus(-steps).ShouldBe(period);
                    (later >= period).ShouldBeTrue();
                }
            );

    [Fact]
    public void Neighboring_periods_leave_no_day_out() =>
        Generators.Periods.Sample(period =>
        {
            period.Plus(1).Start.ShouldBe(period.End.AddDays(1));
            Period.Containing(period.Type, period.Start).ShouldBe(period);
            Period.Containing(period.Type, period.End).ShouldBe(period);
            Period.FromOrdinal(period.Type, period.Ordinal).ShouldBe(period);
        });
}
