using CsCheck;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Tests.Series;

public sealed class PanelTests
{
    [Fact]
    public void A_panel_spans_all_that_was_added_and_is_missing_elsewhere()
    {
        var panel = new PanelBuilder()
            .Add("b", Period.Month(2023, 3), Variables.Cases, 5)
            .Add("a", Period.Month(2023, 1), Variables.Rainfall, 12)
            .Build();

        panel.Locations.ShouldBe(["a", "b"]);
        panel.Variables.ShouldBe([Variables.Cases, Variables.Rainfall]);
        (panel.First, panel.Last, panel.Count).ShouldBe((Period.Month(2023, 1), Period.Month(2023, 3), 3));
        panel.Series(1, Variables.Cases).ToArray().ShouldBe([double.NaN, double.NaN, 5]);
        panel.Series(0, Variables.Cases).ToArray().ShouldBe([double.NaN, double.NaN, double.NaN]);
        panel.Series(0, "ndvi").ToArray().ShouldBe([double.NaN, double.NaN, double.NaN]);
        panel.Has("ndvi").ShouldBeFalse();
    }

    [Fact]
    public void A_panel_that_ends_earlier_does_not_show_what_came_after()
    {
        var january = Period.Month(2023, 1);
        var panel = new PanelBuilder().Add("a", january, Variables.Cases, 1).Add("a", january.Plus(1), Variables.Cases, 2).Build();

        var earlier = panel.UpTo(january);

        earlier.Last.ShouldBe(january);
        earlier.Series(0, Variables.Cases).ToArray().ShouldBe([1]);
        Should.Throw<ArgumentOutOfRangeException>(() => panel.UpTo(january.Plus(2)));
        Should.Throw<ArgumentOutOfRangeException>(() => panel.UpTo(january.Plus(-1)));
    }

    [Fact]
    public void The_observed_range_leaves_out_what_nobody_reported()
    {
        var january = Period.Month(2023, 1);
        var panel = new PanelBuilder()
            .Add("a", january, Variables.Rainfall, 1)
            .Add("a", january.Plus(2), Variables.Cases, 4)
            .Add("b", january.Plus(3), Variables.Cases, 4)
            .Add("b", january.Plus(9), Variables.Cases, double.NaN)
            .Build();

        panel.Observed(Variables.Cases).ShouldBe(2..4);
        panel.Observed("ndvi").ShouldBe(0..0);
    }

    [Fact]
    public void Months_and_weeks_do_not_mix() =>
        Should.Throw<InvalidOperationException>(() =>
            new PanelBuilder().Add("a", Period.Month(2023, 1), Variables.Cases, 1).Add("a", Period.Week(2023, 1), Variables.Cases, 1)
        );

    [Fact]
    public void An_infinite_value_and_an_empty_panel_are_refused()
    {
        Should.Throw<ArgumentException>(() => new PanelBuilder().Add("a", default, Variables.Cases, double.PositiveInfinity));
        Should.Throw<InvalidOperationException>(() => new PanelBuilder().Build());
    }

    [Fact]
    public void The_order_in_which_values_come_does_not_matter_and_the_last_one_wins() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 90], Gen.Double[0, 9])
            .Array[1, 80]
            .Sample(entries =>
            {
                var builder = new PanelBuilder();
                var expected = new Dictionary<(string, Period), double>();
                foreach (var (location, offset, value) in entries)
                {
                    var period = Period.Week(2020, 1).Plus(offset);
                    builder.Add($"{location}", period, Variables.Cases, value);
                    expected[($"{location}", period)] = value;
                }

                var panel = builder.Build();
                for (var location = 0; location < panel.Locations.Count; location++)
                {
                    for (var t = 0; t < panel.Count; t++)
                    {
                        panel
                            .Series(location, Variables.Cases)[t]
                            .ShouldBe(expected.GetValueOrDefault((panel.Locations[location], panel.First.Plus(t)), double.NaN));
                    }
                }
            });
}
