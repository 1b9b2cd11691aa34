using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Models.Simple;
using MalariaPredictor.Forecasting.Samples;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Evaluation;

public sealed class TotalBacktestTests
{
    [Theory]
    [InlineData("uganda", .80)]
    [InlineData("vietnam-dengue", .78)]
    [InlineData("amhara-weekly", .78)]
    [InlineData("madagascar", .72)]
    [InlineData("brazil-dengue", .65)]
    public void The_80_percent_interval_of_the_national_total_holds_about_what_it_says_and_far_more_than_were_places_independent(
        string set,
        double expected
    )
    {
        var panel = BenchmarkData.Read(set);
        var model = new SeasonalRelativePersistence();
        var stop = TestContext.Current.CancellationToken;
        var together = TotalBacktest.Evaluate(panel, model, cancellationToken: stop);
        var apart = TotalBacktest.Evaluate(panel, model, Dependence.Apart, cancellationToken: stop);

        together.Coverage80.ShouldBe(expected, .035);
        apart.Coverage80.ShouldBeLessThan(together.Coverage80 - .12);
        together.Wis.ShouldBeLessThan(apart.Wis);
    }

    [Fact]
    public void The_total_of_the_ensemble_is_no_more_certain_than_it_should_be()
    {
        var panel = BenchmarkData.Read("uganda");
        TotalBacktest
            .Evaluate(panel, new Ensemble(), cancellationToken: TestContext.Current.CancellationToken)
            .Coverage80.ShouldBeInRange(.75, .93);
    }

    [Fact]
    public void A_total_is_scored_on_the_places_that_reported()
    {
        // Certain forecasts of what is then reported: the total is hit exactly, whichever place misses a month.
        double[] first = [.. Enumerable.Range(0, 40).Select(t => t % 5 == 0 ? double.NaN : 10)];
        double[] second = [.. Enumerable.Repeat(7.0, 40)];
        var scores = TotalBacktest.Evaluate(
            Generators.Of(Forecasting.Series.Period.Month(2015, 1), first, second),
            new Certain(),
            cancellationToken: TestContext.Current.CancellationToken
        );
        (scores.Cases, scores.Wis, scores.Coverage95, scores.Width80).ShouldBe((30, 0, 1, 0));
    }

    private sealed class Certain : IForecastModel
    {
        public string Name => "certain";

        public ForecastTable Forecast(Forecasting.Series.Panel history, IReadOnlyList<int> horizons)
        {
            var table = new ForecastTable(history.Last, history.Locations, horizons);
            for (var j = 0; j < horizons.Count; j++)
            {
                table[0, j] = QuantileForecast.From([.. Enumerable.Repeat(10.0, 23)]);
                table[1, j] = QuantileForecast.From([.. Enumerable.Repeat(7.0, 23)]);
            }

            return table;
        }
    }
}
