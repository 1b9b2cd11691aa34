using CsCheck;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Series;

public sealed class PeriodParserTests
{
    [Theory]
    [InlineData("2023-01", "2023-01")]
    [InlineData("202312", "2023-12")]
    [InlineData(" 2023-01 ", "2023-01")]
    [InlineData("2023-W01", "2023-W01")]
    [InlineData("2023W07", "2023-W07")]
    [InlineData("2023W7", "2023-W07")]
    [InlineData("2023w7", "2023-W07")]
    [InlineData("2020W53", "2020-W53")]
    [InlineData("2014-12-29/2015-01-04", "2015-W01")]
    [InlineData("2023-01-01/2023-01-31", "2023-01")]
    [InlineData("2024-02-01/2024-02-29", "2024-02")]
    public void Every_form_of_CHAP_is_read(string text, string expected)
    {
        PeriodParser.TryParse(text, out var period, out var reason).ShouldBeTrue(reason);
        period.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("2023SunW01", "2023-W01")] // 1–7 January 2023; ISO week 1 begins on Monday 2 January.
    [InlineData("2023-S01", "2023-W01")] // The same week as CHAP has written it since 1.1.
    [InlineData("2024SunW1", "2024-W01")] // 31 December 2023 – 6 January; Monday 1 January 2024.
    [InlineData("2015SunW01", "2015-W02")] // 4 January 2015 is a Sunday: 4–10 January; Monday 5 January.
    [InlineData("2014SunW53", "2015-W01")] // 28 December 2014 – 3 January; Monday 29 December 2014.
    public void A_Sunday_week_becomes_the_ISO_week_that_shares_six_days(string text, string expected)
    {
        PeriodParser.TryParse(text, out var period, out var reason).ShouldBeTrue(reason);
        period.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("", "empty")]
    [InlineData("January", "'January' is not a period")]
    [InlineData("2023", "write a month as 2023-01")]
    [InlineData("2023-1", "write a month as 2023-01")]
    [InlineData("20230101", "is not a period")]
    [InlineData("2023Q1", "is not a period")]
    [InlineData("2023-13", "no month 13")]
    [InlineData("202300", "no month 0")]
    [InlineData("0000-01", "year")]
    [InlineData("2023-W53", "2023 has the weeks 1…52")]
    [InlineData("2023W0", "2023 has the weeks 1…52")]
    [InlineData("2023SunW53", "2023 has the weeks 1…52")]
    [InlineData("2023-02-01/2023-02-29", "no calendar")]
    [InlineData("2023-01-02/2023-01-09", "neither one month nor one week")]
    [InlineData("2023-01-01/2023-01-07", "neither one month nor one week")]
    [InlineData("9999-01-01/9999-01-31", "neither one month nor one week")]
    [InlineData("٢٠٢٣-٠١", "is not a period")]
    public void What_is_no_period_is_refused_with_the_reason(string? text, string expected)
    {
        PeriodParser.TryParse(text, out _, out var reason).ShouldBeFalse();
        reason.ShouldContain(expected);
    }

    [Fact]
    public void A_period_that_is_written_is_read_again() =>
        Generators.Periods.Sample(period =>
        {
            string[] forms =
            [
                period.ToString(),
                period.ToString().Replace("-", "", StringComparison.Ordinal),
                $"{period.Start:yyyy-MM-dd}/{period.End:yyyy-MM-dd}",
            ];
            foreach (var form in forms)
            {
                PeriodParser.TryParse(form, out var read).ShouldBeTrue(form);
                read.ShouldBe(period);
            }
        });

    [Fact]
    public void Sunday_weeks_follow_one_another_without_a_gap() =>
        Gen.Int[1990, 2100]
            .Sample(year =>
            {
                var last = SundayWeek.ToIsoWeek(year, SundayWeek.WeeksIn(year));
                SundayWeek.ToIsoWeek(year + 1, 1).ShouldBe(last.Plus(1));
            });

    [Fact]
    public void No_text_makes_the_parser_throw() =>
        Gen.String[Gen.Char["0123456789-/WSun "], 0, 24]
            .Sample(text => PeriodParser.TryParse(text, out _, out var reason).ShouldBe(reason is null));
}
