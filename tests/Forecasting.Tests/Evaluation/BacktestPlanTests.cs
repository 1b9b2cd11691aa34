using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Evaluation;

public sealed class BacktestPlanTests
{
    private static readonly Period January = Period.Month(2010, 1);

    [Fact]
    public void The_last_twelve_origins_are_late_and_the_twelve_before_them_early()
    {
        // 100 months, 2010-01 … 2018-04: the last origin leaves three to score, 2018-01.
        var plan = BacktestPlan.For(Generators.Of(January, new double[100]));
        (plan.Late[0], plan.Late[^1], plan.Late.Count).ShouldBe((Period.Month(2017, 2), Period.Month(2018, 1), 12));
        (plan.Early[0], plan.Early[^1], plan.Early.Count).ShouldBe((Period.Month(2016, 2), Period.Month(2017, 1), 12));
        plan.Horizons.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Every_origin_leaves_28_months_of_history()
    {
        // 50 months: origins know 28 … 47 of them, so 8 are early.
        var plan = BacktestPlan.For(Generators.Of(January, new double[50]));
        (plan.Early.Count, plan.Late.Count, plan.Early[0]).ShouldBe((8, 12, January.Plus(27)));
    }

    [Fact]
    public void Weeks_are_scored_from_every_fourth_origin()
    {
        // 338 weeks: the last origin leaves twelve, and 23 strides of four lie before it.
        var week = Period.Week(2012, 28);
        var plan = BacktestPlan.For(Generators.Of(week, new double[338]));
        (plan.Late[^1], plan.Early[0]).ShouldBe((week.Plus(325), week.Plus(325 - 92)));
        plan.Horizons.ShouldBe([1, 4, 8, 12]);
    }

    [Fact]
    public void A_short_history_has_no_origin()
    {
        BacktestPlan.For(Generators.Of(January, new double[30])).Origins.ShouldBeEmpty();
        BacktestPlan.For(Generators.Of(January, new double[31])).Origins.ShouldBe([January.Plus(27)]);
    }

    [Fact]
    public void Periods_before_the_first_report_and_after_the_last_do_not_count()
    {
        double[] nothing = [.. Enumerable.Repeat(double.NaN, 10)];
        var plan = BacktestPlan.For(Generators.Of(January, [.. nothing, .. new double[31], .. nothing]));
        plan.Origins.ShouldBe([January.Plus(37)]);
    }
}
