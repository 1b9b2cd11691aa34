using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;
using MalariaPredictor.Forecasting.Models.Spread;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Models.Spread;

public sealed class ErrorSpreadTests
{
    [Fact]
    public void Before_any_error_is_known_it_is_a_Laplace_distribution_of_the_size_of_such_errors_elsewhere()
    {
        // Six months known, twelve ahead: no error yet. Size .4·12^.3 (and a thousandth), quantile ln 5 at .9, 3 % on top, and √(1 + 1/6)
        // for a level known from six reports.
        var panel = Generators.Of(Period.Month(2020, 1), [.. Enumerable.Repeat(100.5, 6)]);
        var forecast = Spread(panel, 12, _ => 5).Forecast(0)!;
        var expected = Math.Sqrt(7.0 / 6) * 1.04 * Math.Log(5) * ((.4 * Math.Pow(12, .3)) + .001);
        (double.LogP1(forecast.At(.9)) - 5).ShouldBe(expected, 1e-9);
        (5 - double.LogP1(forecast.At(.1))).ShouldBe(expected, 1e-9);
    }

    [Fact]
    public void No_quantile_lies_far_above_the_highest_value_ever_reported()
    {
        var forecast = Spread(Generators.Of(Period.Month(2020, 1), [.. Enumerable.Repeat(100.0, 16)]), 1, origin => origin % 2 == 0 ? 2 : 9)
            .Forecast(0)!;
        double.LogP1(forecast.At(.99) - .5).ShouldBeLessThanOrEqualTo(Math.Log(101) + 1.2 + (2 / Math.Sqrt(16)) + 1e-9);
    }

    [Fact]
    public void Larger_errors_make_wider_intervals()
    {
        var panel = Districts.Of(5, 60);
        double Width(double error)
        {
            var forecast = Spread(panel, 1, origin => 5 + (origin % 2 == 0 ? error : -error)).Forecast(0)!;
            return double.LogP1(forecast.At(.9)) - double.LogP1(forecast.At(.1));
        }

        Width(2).ShouldBeGreaterThan(1.2 * Width(.1));
    }

    [Fact]
    public void A_series_that_stood_still_is_not_forecast_with_certainty()
    {
        var forecast = new Ensemble().Forecast(Generators.Of(Period.Month(2020, 1), [.. Enumerable.Repeat(1000.0, 60)]), [1])[0, 0]!;
        (forecast.At(.95) - forecast.At(.05)).ShouldBeInRange(1, 60);
    }

    private static ErrorSpread Spread(Panel panel, int horizon, Func<int, double> point)
    {
        var history = CaseHistory.Unrevealed(panel, [horizon])!;
        var (points, anomalies) = (new Grid(history.Periods + 1, history.Locations), new Grid(history.Periods + 1, history.Locations));
        for (var origin = 1; origin <= history.Periods; origin++)
        {
            points[origin].Fill(point(origin));
            anomalies[origin].Clear();
        }

        var spread = new ErrorSpread(history, 0, points, anomalies);
        while (history.Origin < history.Periods)
        {
            history.Reveal();
            if (history.Origin >= history.FirstOrigin)
            {
                spread.Step(history.Origin);
            }
        }

        spread.Fit();
        return spread;
    }
}
