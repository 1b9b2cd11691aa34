using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Models.Residuals;
using MalariaPredictor.Forecasting.Models.Simple;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Models;

public sealed class SeasonalRelativePersistenceTests : EveryModelTests
{
    protected override IForecastModel Model => new SeasonalRelativePersistence();

    [Fact]
    public void It_adds_the_change_of_the_smoothed_season_to_the_last_value()
    {
        // On paper, in logs: every month is 1, but the Januaries of 2020 and 2021 are 2 and that of 2022, the last value, is 3.
        // Means: January 7/3, the others 1. Smoothed ¼ ½ ¼: January 5/3, February 4/3, March 1.
        // February: 3 + 4/3 − 5/3 = 8/3. March: 3 + 1 − 5/3 = 7/3.
        double[] logs = [2, .. Ones(11), 2, .. Ones(11), 3];
        var table = Model.Forecast(Generators.Of(Period.Month(2020, 1), [.. logs.Select(double.ExpM1)]), [1, 2]);
        table[0, 0]!.Median.ShouldBe(Math.Exp(8.0 / 3) - 1, 1e-9);
        table[0, 1]!.Median.ShouldBe(Math.Exp(7.0 / 3) - 1, 1e-9);
    }

    [Fact]
    public void It_starts_from_the_season_of_the_last_value_when_later_ones_are_missing()
    {
        // As above, with February 2022 not reported: from January's 3 to March, one month ahead of the origin, it is 7/3 again.
        double[] logs = [2, .. Ones(11), 2, .. Ones(11), 3, double.NaN];
        Model.Forecast(Generators.Of(Period.Month(2020, 1), [.. logs.Select(double.ExpM1)]), [1])[0, 0]!.Median.ShouldBe(
            Math.Exp(7.0 / 3) - 1,
            1e-9
        );
    }

    [Fact]
    public void It_forgets_errors_older_than_three_years_unless_told_to_keep_them()
    {
        // Three calm years after three wild ones.
        double[] cases =
        [
            .. Enumerable.Range(0, 36).Select(t => t % 2 == 0 ? 10.0 : 1000),
            .. Enumerable.Range(0, 48).Select(t => 100.0 + (t % 2)),
        ];
        var panel = Generators.Of(Period.Month(2015, 1), cases);
        var recent = new SeasonalRelativePersistence().Forecast(panel, [1])[0, 0]!;
        var everything = new SeasonalRelativePersistence(ResidualMemory.Everything).Forecast(panel, [1])[0, 0]!;
        (everything.At(.9) - everything.At(.1)).ShouldBeGreaterThan(1.5 * (recent.At(.9) - recent.At(.1)));
    }

    private static double[] Ones(int count) => [.. Enumerable.Repeat(1.0, count)];
}

public sealed class SeasonalNaiveTests : EveryModelTests
{
    protected override IForecastModel Model => new SeasonalNaive();

    [Fact]
    public void It_repeats_the_same_month_of_last_year()
    {
        var table = Model.Forecast(Generators.Of(Period.Month(2020, 1), [.. Enumerable.Range(0, 36).Select(t => (double)t)]), [1, 12]);
        table[0, 0]!.Median.ShouldBe(24, 1e-9);
        table[0, 1]!.Median.ShouldBe(35, 1e-9);
    }

    [Fact]
    public void It_looks_further_back_where_last_year_is_missing()
    {
        double[] cases = [.. Enumerable.Range(0, 36).Select(t => t == 24 ? double.NaN : t)];
        Model.Forecast(Generators.Of(Period.Month(2020, 1), cases), [1])[0, 0]!.Median.ShouldBe(12, 1e-9);
    }

    [Fact]
    public void More_than_a_year_ahead_it_repeats_what_was_known_two_years_before()
    {
        // Logs grow by a tenth a month, so what it says of month 73 (14 ahead of month 59) is month 49, and at every past origin too it
        // was 24 tenths too low: nearly all quantiles lie 2.4 below and above.
        double[] cases = [.. Enumerable.Range(0, 60).Select(t => double.ExpM1(t / 10.0))];
        var forecast = Model.Forecast(Generators.Of(Period.Month(2018, 1), cases), [14])[0, 0]!;
        double.LogP1(forecast.Median).ShouldBe(4.9, 1e-9);
        double.LogP1(forecast.At(.95)).ShouldBe(4.9 + 2.4, 1e-9);
    }

    [Fact]
    public void It_repeats_the_same_week_number_across_a_year_of_53_weeks()
    {
        // 2018-W01 is value 0. 2019 has 52 weeks, 2020 has 53: 2020-W53 is value 156. Known up to 2021-W02 (158), 2021-W03 repeats
        // 2020-W03, value 104 + 2; fifty weeks ahead, 2021-W52 repeats 2020-W52, value 155.
        var table = Model.Forecast(Generators.Of(Period.Week(2018, 1), [.. Enumerable.Range(0, 159).Select(t => (double)t)]), [1, 50]);
        table[0, 0]!.Median.ShouldBe(106, 1e-9);
        table[0, 1]!.Median.ShouldBe(155, 1e-9);
    }
}

public sealed class ClimatologyTests : EveryModelTests
{
    protected override IForecastModel Model => new Climatology();

    [Fact]
    public void It_gives_the_smoothed_mean_of_the_season()
    {
        // In logs: every month is 1, each January 2. Smoothed: February is ¼·2 + ½·1 + ¼·1 = 5/4.
        double[] cases = [.. Enumerable.Range(0, 37).Select(t => double.ExpM1(t % 12 == 0 ? 2 : 1))];
        Model.Forecast(Generators.Of(Period.Month(2020, 1), cases), [1])[0, 0]!.Median.ShouldBe(Math.Exp(1.25) - 1, 1e-9);
    }
}

public sealed class LastValueTests : EveryModelTests
{
    protected override IForecastModel Model => new LastValue();

    [Fact]
    public void It_repeats_the_last_value_reported()
    {
        double[] cases = [.. Enumerable.Range(0, 30).Select(t => (double)t), double.NaN];
        var table = Model.Forecast(Generators.Of(Period.Month(2020, 1), cases), [1, 3]);
        table[0, 0]!.Median.ShouldBe(29, 1e-9);
        table[0, 1]!.Median.ShouldBe(29, 1e-9);
    }
}
