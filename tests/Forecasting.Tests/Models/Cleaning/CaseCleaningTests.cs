using MalariaPredictor.Forecasting.Models.Cleaning;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Models.Cleaning;

public sealed class CaseCleaningTests
{
    private static readonly Period January = Period.Month(2018, 1);

    [Fact]
    public void An_ordinary_country_is_left_as_it_is() => Cleaned(Districts.Of(10, 60)).ShouldBeEmpty();

    [Fact]
    public void A_month_with_a_digit_too_many_is_replaced_by_the_median_of_its_neighbours()
    {
        double[] cases = [.. Enumerable.Range(0, 36).Select(t => t == 20 ? 1000.0 : 90 + t)];
        // Neighbours 108 109 111 112: their median on log(1 + cases) is the mean of log 110 and log 112.
        var only = Cleaned(Generators.Of(January, cases)).ShouldHaveSingleItem();
        (only.Location, only.Period, only.Reason).ShouldBe((0, Period.Month(2019, 9), CleaningReason.IsolatedSpike));
        only.Reported.ShouldBe(1000, 1e-9);
        only.Taken.ShouldBe(Math.Sqrt(110 * 112) - 1, 1e-9);
    }

    [Fact]
    public void A_month_with_a_digit_too_few_is_replaced_too()
    {
        double[] cases = [.. Enumerable.Range(0, 36).Select(t => t == 20 ? 11.0 : 90 + t)];
        Cleaned(Generators.Of(January, cases)).ShouldHaveSingleItem().Period.ShouldBe(Period.Month(2019, 9));
    }

    [Fact]
    public void An_outbreak_of_three_months_is_believed()
    {
        double[] cases = [.. Enumerable.Range(0, 36).Select(t => t is >= 20 and <= 22 ? 1000.0 : 90 + t)];
        Cleaned(Generators.Of(January, cases)).ShouldBeEmpty();
    }

    [Fact]
    public void A_handful_of_cases_where_there_are_none_is_believed()
    {
        double[] cases = [.. Enumerable.Range(0, 36).Select(t => t == 20 ? 5.0 : 0)];
        Cleaned(Generators.Of(January, cases)).ShouldBeEmpty();
    }

    [Fact]
    public void A_last_value_with_a_digit_too_many_is_taken_back_to_the_one_before()
    {
        double[] cases = [.. Enumerable.Range(0, 36).Select(t => t == 35 ? 1000.0 : 100)];
        var only = Cleaned(Generators.Of(January, cases)).ShouldHaveSingleItem();
        (only.Period, only.Reason).ShouldBe((Period.Month(2020, 12), CleaningReason.ImplausibleLastStep));

        // 100, plus what the wrong value itself added to December's smoothed mean above November's.
        only.Taken.ShouldBeInRange(100, 125);
    }

    [Fact]
    public void A_last_step_that_comes_every_year_is_believed()
    {
        // Ten times as many from November to January; the last value is a November.
        double[] cases = [.. Enumerable.Range(0, 47).Select(t => t % 12 is 10 or 11 or 0 ? 1000.0 : 100)];
        Cleaned(Generators.Of(January, cases)).ShouldBeEmpty();
    }

    [Fact]
    public void A_missing_month_is_not_a_mistake()
    {
        double[] cases = [.. Enumerable.Range(0, 36).Select(t => t is 10 or 35 ? double.NaN : 90 + t)];
        Cleaned(Generators.Of(January, cases)).ShouldBeEmpty();
    }

    private static IReadOnlyList<CleanedValue> Cleaned(Panel panel) => Ensemble.Fit(panel, [1]).Cleaned;
}
