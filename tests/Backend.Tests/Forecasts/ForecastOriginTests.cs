using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Forecasts;

public sealed class ForecastOriginTests
{
    private static readonly Period January = Period.Month(2022, 1);

    [Fact]
    public void Weather_that_runs_ahead_of_the_reports_does_not_move_the_origin() =>
        ForecastOrigin.Of(Panel([10, 10, 10], weather: 8)).ShouldBe(January.Plus(2));

    [Fact]
    public void A_month_that_few_have_reported_waits() => ForecastOrigin.Of(Panel([10, 10, 10, 3])).ShouldBe(January.Plus(2));

    [Fact]
    public void A_month_with_four_fifths_of_the_usual_reports_is_enough() =>
        ForecastOrigin.Of(Panel([10, 10, 10, 8])).ShouldBe(January.Plus(3));

    [Fact]
    public void What_is_usual_follows_a_country_that_reports_less_for_good() =>
        ForecastOrigin.Of(Panel([10, 10, .. Enumerable.Repeat(4, 14)])).ShouldBe(January.Plus(15));

    [Fact]
    public void Without_any_report_there_is_no_origin() => ForecastOrigin.Of(Panel([0, 0], weather: 2)).ShouldBeNull();

    [Fact]
    public void A_single_reported_month_is_an_origin() => ForecastOrigin.Of(Panel([1])).ShouldBe(January);

    private static Panel Panel(int[] reports, int weather = 0)
    {
        var builder = new PanelBuilder();
        foreach (var (month, count) in reports.Index())
        {
            for (var location = 0; location < 10; location++)
            {
                builder.Add($"L{location}", January.Plus(month), Variables.Cases, location < count ? 5 : double.NaN);
            }
        }

        for (var month = 0; month < weather; month++)
        {
            builder.Add("L0", January.Plus(month), Variables.Rainfall, 100);
        }

        return builder.Build();
    }
}
