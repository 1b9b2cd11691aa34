using MalariaPredictor.Forecasting.Models.AnomalyRidges;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Models.Ensembles;

public sealed class ScenarioTests
{
    private static readonly Panel Observed = Wet();
    private static readonly EnsembleFit Fit = Ensemble.Fit(Observed, [1]);

    [Fact]
    public void Where_rain_brings_cases_more_rain_brings_more()
    {
        Fit.Climate.Single().State.ShouldBe(ClimateState.On);
        var more = Fit.Under(Scenario.Change(Observed, Variables.Rainfall, 1, rain => 1.2 * rain));
        for (var i = 0; i < Observed.Locations.Count; i++)
        {
            more.Forecasts[i, 0]!.Median.ShouldBeGreaterThan(Fit.Forecasts[i, 0]!.Median);
        }
    }

    [Fact]
    public void The_weather_that_was_gives_the_forecast_that_was_bit_for_bit() =>
        Fit.Under(Observed).Forecasts.Bits().ShouldBe(Fit.Forecasts.Bits());

    [Fact]
    public void Weather_of_more_than_three_months_ago_changes_nothing() =>
        Fit.Under(Change(t => t < Observed.Count - 3)).Forecasts.Bits().ShouldBe(Fit.Forecasts.Bits());

    [Fact]
    public void Values_never_seen_at_a_location_are_marked()
    {
        Fit.Under(Scenario.Change(Observed, Variables.Rainfall, 2, rain => rain)).Extrapolations.ShouldBeEmpty();
        var flood = Fit.Under(Scenario.Change(Observed, Variables.Rainfall, 2, _ => 5000)).Extrapolations;
        flood.Count.ShouldBe(2 * Observed.Locations.Count);
        flood.ShouldAllBe(value =>
            value.Variable == Variables.Rainfall && value.Value == 5000 && value.Highest < 5000 && value.Lowest >= 0
        );
        flood.Select(value => value.Period).Distinct().ShouldBe([Observed.Last.Plus(-1), Observed.Last]);
    }

    [Fact]
    public void Without_weather_a_scenario_changes_nothing()
    {
        var dry = Districts.Of(3, 48, climate: false);
        var fit = Ensemble.Fit(dry, [1]);
        var scenario = fit.Under(Scenario.Change(dry, Variables.Rainfall, 3, rain => 2 * rain));
        scenario.Forecasts.Bits().ShouldBe(fit.Forecasts.Bits());
        scenario.Climate.ShouldAllBe(use => use.State == ClimateState.NotGiven);
    }

    [Fact]
    public void A_scenario_of_another_country_is_refused() =>
        Should.Throw<ArgumentException>(() => Fit.Under(Districts.Of(2, 72))).Message.ShouldContain("locations");

    [Fact]
    public void A_scenario_leaves_what_was_observed_as_it_is()
    {
        var before = Observed.Series(0, Variables.Rainfall).ToArray();
        Scenario
            .Change(Observed, Variables.Rainfall, 5, _ => 0)
            .Series(0, Variables.Rainfall)[^6..]
            .ToArray()
            .ShouldBe([before[^6], 0, 0, 0, 0, 0]);
        Observed.Series(0, Variables.Rainfall).ToArray().ShouldBe(before);
    }

    private static Panel Change(Func<int, bool> at) =>
        Panel.FromColumns(
            Observed.Locations,
            Observed.First,
            Observed.Count,
            Observed.Variables.ToDictionary(
                name => name,
                name =>
                    (double[])
                        [
                            .. Enumerable
                                .Range(0, Observed.Locations.Count)
                                .SelectMany(i =>
                                    Observed
                                        .Series(i, name)
                                        .ToArray()
                                        .Select((value, t) => name == Variables.Rainfall && at(t) ? value + 1 : value)
                                ),
                        ],
                StringComparer.Ordinal
            )
        );

    /// <summary>Cases follow the rain of the month before.</summary>
    private static Panel Wet()
    {
        var random = new Random(9);
        double[] rain = [.. Enumerable.Range(0, 12 * 72).Select(_ => 200 * random.NextDouble())];
        double[] cases =
        [
            .. rain.Select(
                (_, k) => Math.Round(100 * Math.Exp((k % 72 == 0 ? 0 : Math.Log(1 + rain[k - 1]) - 4) + (.1 * random.NextDouble())))
            ),
        ];
        return Panel.FromColumns(
            [.. Enumerable.Range(0, 12).Select(i => $"{i:00}")],
            Period.Month(2018, 1),
            72,
            new Dictionary<string, double[]>(StringComparer.Ordinal) { [Variables.Cases] = cases, [Variables.Rainfall] = rain }
        );
    }
}
