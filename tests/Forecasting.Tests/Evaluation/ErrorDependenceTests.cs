using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Samples;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Tests.Evaluation;

public sealed class ErrorDependenceTests
{
    private static readonly int[] Horizons = [1, 2, 3];

    [Fact]
    public void What_is_drawn_with_a_dependence_is_found_to_have_it()
    {
        var truth = new Dependence([new CommonShare(1, .2), new CommonShare(3, .6)], .2, .8, 0);
        var found = ErrorDependence.Estimate(Cases(truth, origins: 1500, locations: 20));

        found.Origins.ShouldBe(1500);
        found.Common.Select(known => known.Horizon).ShouldBe(Horizons);
        found.Common.Select(known => Math.Round(known.Share, 1)).ShouldBe([.2, .4, .6]);
        found.CommonDecay.ShouldBe(.2, .05);
        found.OwnDecay.ShouldBe(.8, .05);
    }

    [Fact]
    public void Few_origins_are_believed_little()
    {
        var independent = Cases(Dependence.Apart, origins: 2, locations: 30);
        ErrorDependence.Estimate(independent).ShareAt(1).ShouldBeInRange(.12, .2);
    }

    [Fact]
    public void Without_past_errors_the_assumed_dependence_is_taken() => ErrorDependence.Estimate([]).ShouldBe(Dependence.Assumed);

    [Fact]
    public void One_location_alone_has_nothing_to_share()
    {
        var found = ErrorDependence.Estimate(Cases(Dependence.Apart, origins: 60, locations: 1));
        found.ShareAt(1).ShouldBeInRange(0, .03);
        found.OwnDecay.ShouldBe(.5, .2);
    }

    [Fact]
    public void Between_known_horizons_the_share_is_interpolated()
    {
        var known = new Dependence([new CommonShare(1, .1), new CommonShare(4, .4)], .5, .5, 9);
        new[] { 1, 2, 3, 4, 9 }.Select(horizon => Math.Round(known.ShareAt(horizon), 9)).ShouldBe([.1, .2, .3, .4, .4]);
    }

    /// <summary>Scores of outcomes drawn from the forecasts themselves: a draw plays an origin.</summary>
    private static IEnumerable<ScoredCase> Cases(Dependence truth, int origins, int locations)
    {
        var table = new ForecastTable(Period.Month(2024, 1), [.. Enumerable.Range(0, locations).Select(i => $"place {i}")], Horizons);
        var forecast = QuantileForecast.From([
            .. QuantileForecast.Levels.ToArray().Select(level => Math.Exp(6 + StandardNormal.Quantile(level)) - 1),
        ]);
        for (var location = 0; location < locations; location++)
        {
            for (var horizon = 0; horizon < Horizons.Length; horizon++)
            {
                table[location, horizon] = forecast;
            }
        }

        var paths = JointSamples.Draw(table, truth, new SampleOptions(origins));
        return from location in Enumerable.Range(0, locations)
            from horizon in Enumerable.Range(0, Horizons.Length)
            from origin in Enumerable.Range(0, origins)
            select ScoredCase.Of(
                0,
                location,
                origin,
                Horizons[horizon],
                OriginHalf.Late,
                forecast,
                paths[location, horizon][origin],
                false
            );
    }
}
