using MalariaPredictor.Forecasting.Evaluation;

namespace MalariaPredictor.Forecasting.Tests.Evaluation;

public sealed class ReliabilityTests
{
    private static readonly QuantileForecast Forecast = QuantileForecast.From([.. Enumerable.Range(1, 23).Select(i => (double)i)]);

    [Fact]
    public void An_actual_counts_at_its_own_quantile_and_at_all_above()
    {
        var table = Reliability.Of(["model"], [Case(1, 12), Case(1, .5), Case(1, 99)]).Single(row => row.Horizon == 1);
        table.Cases.ShouldBe(3);
        table.AtOrBelow.ShouldBe([.. Enumerable.Range(1, 23).Select(value => value >= 12 ? 2 : 1)]);
    }

    [Fact]
    public void Horizons_are_told_apart_and_pooled()
    {
        var rows = Reliability.Of(["model"], [Case(1, 3), Case(2, 3), Case(2, 99)]);
        rows.Select(row => (row.Horizon, row.Cases)).ShouldBe([(1, 1), (2, 2), (null, 3)]);
        rows[^1].AtOrBelow[^1].ShouldBe(2);
    }

    private static ScoredCase Case(int horizon, double actual) => ScoredCase.Of(0, 0, 0, horizon, OriginHalf.Late, Forecast, actual, false);
}
