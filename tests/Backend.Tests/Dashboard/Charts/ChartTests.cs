using CsCheck;
using MalariaPredictor.Backend.Dashboard.Charts;
using MalariaPredictor.Forecasting;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Dashboard.Charts;

public sealed class ChartTests
{
    [Fact]
    public void Whatever_the_cases_the_top_is_a_finite_number_above_the_likely_range() =>
        Gen.Select(Gen.Double[0, 1e7].Array[0, 60], Gen.Double[0, 1e7].Array[23])
            .Sample(
                (reports, quantiles) =>
                {
                    var forecast = QuantileForecast.From(quantiles);
                    var scale = new ChartScale(Period.Month(2020, 1), Period.Month(2024, 1), ChartScale.Top(reports, [forecast]));

                    double.IsFinite(scale.Highest).ShouldBeTrue();
                    scale.Highest.ShouldBeGreaterThanOrEqualTo(forecast.At(.9));
                    scale.Levels().Count().ShouldBeInRange(2, 8);
                }
            );

    [Fact]
    public void One_report_far_above_all_others_does_not_press_them_onto_the_axis() =>
        ChartScale.Top([.. Enumerable.Repeat(3000.0, 49), 66_603], []).ShouldBeLessThan(10_000);

    [Theory]
    [InlineData(100, 110, "+10\u00a0%")]
    [InlineData(100, 95, "−5\u00a0%")]
    [InlineData(100, 100.2, "±0\u00a0%")]
    [InlineData(0, 50, "–")]
    [InlineData(1, 50, "> 10×")]
    public void A_change_is_told_without_false_digits(double from, double to, string text) => Numbers.Change(from, to).ShouldBe(text);

    [Fact]
    public void Classes_of_a_map_hold_about_as_many_places_and_their_labels_join()
    {
        var scale = new MapScale(Enumerable.Range(1, 100).Select(value => (double)value));

        scale.Count.ShouldBe(MapScale.Classes);
        Enumerable.Range(1, 100).GroupBy(value => scale.ClassOf(value)).ShouldAllBe(group => group.Count() >= 15 && group.Count() <= 25);
        scale.Label(0).ShouldStartWith("under ");
        scale.Label(MapScale.Classes - 1).ShouldEndWith(" and more");
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 0.0, 0, 0 })]
    [InlineData(new[] { 5.0 })]
    public void Values_that_do_not_differ_make_one_class(double[] values) => new MapScale(values).Count.ShouldBe(1);
}
