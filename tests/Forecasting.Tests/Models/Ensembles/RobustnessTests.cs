using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Models.Ensembles;

/// <summary>What real data are like. Each case gives a valid forecast for every district that ever reported.</summary>
public sealed class RobustnessTests
{
    private static readonly int[] Horizons = [1, 2, 3];
    private static readonly double[] Usual = Medians(Districts.Of(10, 60));

    [Theory]
    [InlineData(30)]
    [InlineData(58)]
    [InlineData(59)]
    public void A_month_ten_times_too_high_hardly_moves_the_forecast(int month)
    {
        var medians = Medians(Districts.Of(10, 60, cases: (i, t, value) => i == 3 && t == month ? 10 * value : value));
        for (var place = 0; place < medians.Length; place++)
        {
            (medians[place] / Usual[place]).ShouldBeInRange(.7, 1.4);
        }
    }

    [Fact]
    public void One_value_in_a_hundred_ten_times_too_high_hardly_moves_any_forecast()
    {
        var random = new Random(8);
        var medians = Medians(Districts.Of(10, 60, cases: (_, _, value) => random.NextDouble() < .01 ? 10 * value : value));
        medians.Zip(Usual).Average(pair => Math.Abs(Math.Log(pair.First / pair.Second))).ShouldBeLessThan(.1);
    }

    [Fact]
    public void Every_third_report_may_be_missing() =>
        ShouldBeValid(Districts.Of(10, 60, cases: (i, t, value) => (t + i) % 3 == 0 ? double.NaN : value));

    [Fact]
    public void A_district_three_months_late_is_forecast_from_where_it_was()
    {
        var medians = Medians(Districts.Of(10, 60, cases: (i, t, value) => i == 4 && t > 56 ? double.NaN : value));
        (medians[12] / Usual[12]).ShouldBeInRange(.4, 2.5);
        medians.Skip(15).Zip(Usual.Skip(15)).ShouldAllBe(pair => Math.Abs(Math.Log(pair.First / pair.Second)) < .3);
    }

    [Fact]
    public void A_district_that_mostly_has_no_case_is_expected_to_have_few()
    {
        var table = Forecast(Districts.Of(10, 60, cases: (i, t, value) => i == 2 ? (t % 9 == 0 ? 1 : 0) : value));
        table[2, 0]!.Median.ShouldBeLessThan(.7);
        table[2, 0]!.At(.99).ShouldBeInRange(.5, 8);
    }

    [Fact]
    public void A_district_on_its_way_to_elimination_is_not_forecast_back_to_where_it_came_from()
    {
        var table = Forecast(Districts.Of(10, 60, cases: (i, t, value) => i == 2 ? Math.Round(value * Math.Exp(-t / 8.0)) : value));
        table[2, 2]!.Median.ShouldBeLessThan(2);
    }

    [Fact]
    public void A_new_district_with_three_months_has_the_season_of_the_others_and_wide_intervals()
    {
        var table = Forecast(Districts.Of(10, 60, cases: (i, t, value) => i == 2 && t < 57 ? double.NaN : value));
        var (young, old) = (table[2, 2]!, table[7, 2]!);
        (young.Median / Usual[8]).ShouldBeInRange(.5, 2);
        (young.At(.9) / young.At(.1)).ShouldBeGreaterThan(old.At(.9) / old.At(.1));
    }

    [Fact]
    public void A_district_split_in_two_goes_on_at_its_new_size()
    {
        // Half of its people, so half of its cases, for the last six months.
        var table = Forecast(Districts.Of(10, 60, cases: (i, t, value) => i == 2 && t >= 54 ? Math.Round(value / 2) : value));
        (table[2, 0]!.Median / Usual[6]).ShouldBeInRange(.4, .75);
    }

    [Fact]
    public void Twelve_months_of_history_are_enough() => ShouldBeValid(Districts.Of(10, 12));

    [Fact]
    public void Half_a_year_is_enough_and_less_is_said_to_be_too_little()
    {
        ShouldBeValid(Districts.Of(10, 6));
        Enumerable.Range(0, 30).ShouldAllBe(place => Forecast(Districts.Of(10, 5))[place / 3, place % 3] == null);
    }

    [Fact]
    public void Neither_weather_nor_population_is_needed() => ShouldBeValid(Districts.Of(10, 60, climate: false));

    [Fact]
    public void Weather_may_stop_before_the_cases_do() =>
        ShouldBeValid(Districts.Of(10, 60, weather: (_, t, value) => t < 50 ? value : double.NaN));

    [Fact]
    public void Weather_may_go_back_further_than_the_cases()
    {
        var panel = Districts.Of(10, 60, cases: (_, t, value) => t < 24 ? double.NaN : value);
        ShouldBeValid(panel);
        Forecast(panel).Origin.ShouldBe(panel.Last);
    }

    [Fact]
    public void Weather_of_impossible_values_breaks_nothing() =>
        ShouldBeValid(
            Districts.Of(
                10,
                60,
                weather: (i, t, value) =>
                    (i + t) % 7 == 0 ? -9999
                    : (i + t) % 11 == 0 ? 1e300
                    : value
            )
        );

    [Fact]
    public void A_constant_district_among_others_stays_about_where_it_is()
    {
        var forecast = Forecast(Districts.Of(10, 60, cases: (i, _, value) => i == 2 ? 70 : value))[2, 0]!;
        forecast.Median.ShouldBeInRange(60, 80);
        (forecast.At(.9) > forecast.At(.1)).ShouldBeTrue();
    }

    [Fact]
    public void Weeks_run_through_a_week_53() => ShouldBeValid(Districts.Of(5, 120, Period.Week(2019, 20)), 1, 4, 8, 12);

    [Fact]
    public void One_location_alone_is_forecast() => ShouldBeValid(Districts.Of(1, 60));

    [Fact]
    public void Five_thousand_locations_are_forecast() => ShouldBeValid(Districts.Of(5000, 30));

    [Fact]
    public void Memory_grows_with_the_number_of_locations_and_no_faster()
    {
        var (few, many) = (Allocated(400), Allocated(1600));
        (many / few).ShouldBeLessThan(4.4);

        static double Allocated(int locations)
        {
            var panel = Districts.Of(locations, 30);
            var before = GC.GetAllocatedBytesForCurrentThread();
            new Ensemble().Forecast(panel, Horizons);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData(1e9)]
    [InlineData(1e300)]
    [InlineData(double.MaxValue)]
    public void An_enormous_value_leaves_every_forecast_a_number_and_the_other_districts_where_they_were(double enormous)
    {
        foreach (var month in new[] { 30, 59 })
        {
            var panel = Districts.Of(10, 60, cases: (i, t, value) => i == 3 && t == month ? enormous : value);
            ShouldBeValid(panel);
            var medians = Medians(panel);
            Enumerable
                .Range(0, 30)
                .Where(place => place / 3 != 3)
                .ShouldAllBe(place => Math.Abs(Math.Log(medians[place] / Usual[place])) < .3);
        }
    }

    [Fact]
    public void A_district_that_reports_nothing_but_enormous_values_is_forecast_too() =>
        ShouldBeValid(Districts.Of(10, 60, cases: (i, _, value) => i == 3 ? 1e12 * (1 + value) : value));

    [Fact]
    public void A_district_of_which_nothing_is_known_gets_no_forecast_and_disturbs_no_other()
    {
        var table = Forecast(Districts.Of(10, 60, cases: (i, _, value) => i == 3 ? double.NaN : value));
        Enumerable.Range(0, 30).ShouldAllBe(place => (table[place / 3, place % 3] == null) == (place / 3 == 3));
    }

    [Fact]
    public void One_location_of_twelve_months_alone_without_weather_is_forecast() => ShouldBeValid(Districts.Of(1, 12, climate: false));

    [Fact]
    public void Weeks_of_a_year_with_a_week_53_behind_or_ahead_are_forecast()
    {
        ShouldBeValid(Districts.Of(3, 104, Period.Week(2018, 52)), 1, 4, 8, 12);
        ShouldBeValid(Districts.Of(3, 100, Period.Week(2019, 2)), 1, 4, 8, 12);
    }

    [Fact]
    public void A_panel_in_which_nothing_was_ever_reported_gives_no_forecast()
    {
        var table = Forecast(Districts.Of(3, 60, cases: (_, _, _) => double.NaN));
        Enumerable.Range(0, 9).ShouldAllBe(place => table[place / 3, place % 3] == null);
    }

    [Fact]
    public void A_year_ahead_is_forecast_too() => ShouldBeValid(Districts.Of(5, 60), 6, 12);

    private static ForecastTable Forecast(Panel panel, params int[] horizons) =>
        new Ensemble().Forecast(panel, horizons.Length == 0 ? Horizons : horizons);

    private static double[] Medians(Panel panel)
    {
        var table = Forecast(panel);
        return
        [
            .. Enumerable
                .Range(0, panel.Locations.Count * Horizons.Length)
                .Select(place => table[place / Horizons.Length, place % Horizons.Length]!.Median),
        ];
    }

    private static void ShouldBeValid(Panel panel, params int[] horizons)
    {
        var table = Forecast(panel, horizons);
        for (var i = 0; i < panel.Locations.Count; i++)
        {
            for (var j = 0; j < table.Horizons.Count; j++)
            {
                var values = table[i, j].ShouldNotBeNull().Values;
                (values[0] >= 0 && double.IsFinite(values[^1]) && values[0] < values[^1]).ShouldBeTrue(
                    $"{panel.Locations[i]}, {table.Horizons[j]} ahead"
                );
            }
        }
    }
}
