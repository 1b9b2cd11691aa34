using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Forecasts;

public sealed class EnoughDataTests
{
    private const double No = double.NaN;

    [Theory]
    [InlineData(new[] { 1.0, 2, 3 }, true)]
    [InlineData(new[] { 1.0, 2, No, No, 3 }, true)]
    [InlineData(new[] { No, No, No, 1.0, 2 }, false)]
    [InlineData(new[] { 1.0, 2, 3, No, No, No, No, No, No, No, No, No, No, No }, true)]
    [InlineData(new[] { 1.0, 2, 3, No, No, No, No, No, No, No, No, No, No, No, No }, false)]
    [InlineData(new double[0], false)]
    public void Three_reports_one_of_them_within_a_year_carry_a_forecast(double[] cases, bool expected) =>
        EnoughData.Carries(cases, PeriodType.Month).ShouldBe(expected);

    [Fact]
    public void A_year_of_weeks_is_52() => EnoughData.Carries([1.0, 2, 3, .. Enumerable.Repeat(No, 51)], PeriodType.Week).ShouldBeTrue();
}
