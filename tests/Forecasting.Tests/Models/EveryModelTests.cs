using CsCheck;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Models;

public abstract class EveryModelTests
{
    private static readonly Period January = Period.Month(2018, 1);
    private static readonly int[] AllHorizons = [.. Enumerable.Range(1, 12)];

    protected abstract IForecastModel Model { get; }

    /// <summary>With so many months, all of one district, there is no forecast.</summary>
    protected virtual int MonthsTooFew => 12;

    /// <summary>With so many months there is one, three months ahead.</summary>
    protected virtual int MonthsEnough => 24;

    /// <summary>How far from 40 any quantile may lie after 48 months of 40.</summary>
    protected virtual double ConstantWithin => 1e-9;

    [Fact]
    public void Any_panel_gives_valid_forecasts_or_empty_places() =>
        Generators.Panels.Sample(
            panel =>
            {
                var table = Model.Forecast(panel, AllHorizons);
                table.Origin.ShouldBe(panel.Last);
                table.Locations.ShouldBe(panel.Locations);
                for (var place = 0; place < panel.Locations.Count * AllHorizons.Length; place++)
                {
                    foreach (
                        var value in table[place / AllHorizons.Length, place % AllHorizons.Length] is { } forecast ? forecast.Values : []
                    )
                    {
                        (double.IsFinite(value) && value >= 0).ShouldBeTrue();
                    }
                }
            },
            iter: Proof.Rounds(slice: 40, whole: 2000)
        );

    [Fact]
    public void What_comes_after_the_origin_changes_no_bit() =>
        Gen.Select(Generators.Panels, Gen.Int[0, 209], Generators.Cases)
            .Sample(
                (panel, at, other) =>
                {
                    var origin = panel.First.Plus(at % panel.Count);
                    var known = origin.Minus(panel.First) + 1;
                    var changed = Generators.Of(
                        panel.First,
                        [
                            .. panel.Locations.Select(
                                (_, location) =>
                                    panel
                                        .Series(location, Variables.Cases)
                                        .ToArray()
                                        .Select((value, t) => t < known ? value : other)
                                        .ToArray()
                            ),
                        ]
                    );

                    Model
                        .Forecast(changed.UpTo(origin), AllHorizons)
                        .Bits()
                        .ShouldBe(Model.Forecast(panel.UpTo(origin), AllHorizons).Bits());
                },
                iter: Proof.Rounds(slice: 20, whole: 1000)
            );

    [Fact]
    public void A_horizon_does_not_depend_on_which_others_are_asked_for() =>
        Generators.Panels.Sample(
            panel =>
            {
                var all = Model.Forecast(panel, AllHorizons);
                var one = Model.Forecast(panel, [3]);
                for (var location = 0; location < panel.Locations.Count; location++)
                {
                    (one[location, 0]?.Values.ToArray() ?? []).ShouldBe(all[location, 2]?.Values.ToArray() ?? []);
                }
            },
            iter: Proof.Rounds(slice: 20, whole: 1000)
        );

    [Fact]
    public void A_constant_series_is_forecast_to_stay()
    {
        var table = Model.Forecast(Generators.Of(January, [.. Enumerable.Repeat(40.0, 48)]), AllHorizons);
        for (var j = 0; j < AllHorizons.Length; j++)
        {
            table[0, j]!.Values.ToArray().ShouldAllBe(value => Math.Abs(value - 40) < ConstantWithin);
        }
    }

    [Fact]
    public void A_district_without_cases_is_forecast_none() =>
        Model.Forecast(Generators.Of(January, new double[48]), [1])[0, 0]!.Values.ToArray().ShouldAllBe(value => value == 0);

    [Fact]
    public void A_district_that_never_reported_gets_no_forecast()
    {
        var table = Model.Forecast(Generators.Of(January, Wave(48), [.. Enumerable.Repeat(double.NaN, 48)]), [1, 2, 3]);
        (table[0, 0] is null, table[1, 0] is null).ShouldBe((false, true));
    }

    [Fact]
    public void With_too_short_a_history_there_is_no_forecast_and_with_a_longer_one_there_is()
    {
        Model.Forecast(Generators.Of(January, Wave(MonthsTooFew)), [1])[0, 0].ShouldBeNull();
        Model.Forecast(Generators.Of(January, Wave(MonthsEnough)), [1, 2, 3])[0, 2].ShouldNotBeNull();
        var weeksTooFew = MonthsTooFew * 52 / 12;
        var weeksEnough = MonthsEnough * 52 / 12;
        Model.Forecast(Generators.Of(Period.Week(2019, 1), Wave(weeksTooFew)), [1])[0, 0].ShouldBeNull();
        Model.Forecast(Generators.Of(Period.Week(2019, 1), Wave(weeksEnough)), [1, 12])[0, 1].ShouldNotBeNull();
    }

    [Fact]
    public void A_new_district_of_three_months_borrows_the_spread_of_the_others()
    {
        double[] young = [.. Enumerable.Repeat(double.NaN, 45), 30, 35, 32];
        var forecast = Model.Forecast(Generators.Of(January, Wave(48), Wave(48), young), [1])[2, 0]!;
        (forecast.At(.1) < forecast.Median && forecast.Median < forecast.At(.9)).ShouldBeTrue();
    }

    [Fact]
    public void A_negative_count_is_taken_as_missing()
    {
        double[] With(double mistake) => [.. Wave(48).Select((value, t) => t is 20 or 47 ? mistake : value)];
        var missing = Model.Forecast(Generators.Of(January, With(double.NaN)), [1, 2]).Bits();
        Model.Forecast(Generators.Of(January, With(-1)), [1, 2]).Bits().ShouldBe(missing);
        missing.ShouldNotContain("empty");
    }

    [Fact]
    public void A_horizon_of_less_than_one_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Model.Forecast(Generators.Of(January, Wave(48)), [0, 1]));

    [Fact]
    public void No_horizon_asked_for_gives_an_empty_table() =>
        Model.Forecast(Generators.Of(January, Wave(48)), []).Horizons.ShouldBeEmpty();

    private static double[] Wave(int count) =>
        [.. Enumerable.Range(0, count).Select(t => Math.Round(100 + (60 * Math.Sin(t * Math.PI / 6)) + (t * 7919 % 31)))];
}
