using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Models.FutureWeathers;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Models.Ensembles;

/// <summary>Cases follow the rain of the month before; every test knows so what given rain has to do.</summary>
public sealed class FutureWeatherTests
{
    private const int Known = 72;
    private const int Later = 3;
    private static readonly Panel Whole = Wet(Known + Later);
    private static readonly Panel Observed = Whole.UpTo(Whole.First.Plus(Known - 1));
    private static readonly EnsembleFit Fit = Ensemble.Fit(Observed, [1, 2, 3]);

    [Fact]
    public void Rain_of_a_month_to_come_changes_the_forecast_of_the_month_after_it_most()
    {
        var next = Rise(Given(1, 300));
        next[0].ShouldAllBe(rise => rise == 0);
        next[1].ShouldAllBe(rise => rise > .3);
        next[2].ShouldAllBe(rise => Math.Abs(rise) < .15);

        var second = Rise(Given(2, 300));
        second[0].ShouldAllBe(rise => rise == 0);
        second[1].ShouldAllBe(rise => rise == 0);
        second[2].ShouldAllBe(rise => rise > .3);

        Rise(Given(3, 300)).SelectMany(rises => rises).ShouldAllBe(rise => rise == 0);
    }

    [Fact]
    public void Known_rain_makes_the_forecasts_of_later_months_better()
    {
        double[] Errors(ForecastTable table) =>
            [
                .. Enumerable
                    .Range(1, 2)
                    .Select(j =>
                        Enumerable
                            .Range(0, Whole.Locations.Count)
                            .Average(i =>
                                Math.Abs(double.LogP1(table[i, j]!.Median) - double.LogP1(Whole.Series(i, Variables.Cases)[Known + j]))
                            )
                    ),
            ];
        var (informed, blind) = (Errors(Fit.Under(Whole).Forecasts), Errors(Fit.Forecasts));

        informed[0].ShouldBeLessThan(.7 * blind[0]);
        informed[1].ShouldBeLessThan(.7 * blind[1]);
    }

    [Fact]
    public void Weather_to_come_that_is_not_given_changes_no_bit() =>
        Fit.Under(Scenario.Extend(Observed, Later)).Forecasts.Bits().ShouldBe(Fit.Forecasts.Bits());

    [Fact]
    public void Asking_leaves_the_forecasts_and_later_answers_as_they_were()
    {
        var fit = Ensemble.Fit(Observed, [1, 2, 3]);
        var before = fit.Forecasts.Bits();
        var first = fit.Under(Given(1, 250)).Forecasts.Bits();
        fit.Under(Given(2, 10));

        fit.Under(Given(1, 250)).Forecasts.Bits().ShouldBe(first);
        fit.Forecasts.Bits().ShouldBe(before);
    }

    [Fact]
    public void It_says_at_which_horizon_how_far_the_weather_to_come_counts()
    {
        var future = Fit.Under(Given(1, 300)).Future;

        future.Select(use => use.Reach).ShouldBe([0, 1, 2]);
        future.Select(use => use.State).ShouldBe([FutureState.OutOfReach, FutureState.Used, FutureState.Used]);
        future[1].RelativeError.ShouldBeLessThan(.8);
        Fit.Under(Observed).Future.ShouldBeEmpty();
    }

    [Fact]
    public void Where_rain_never_mattered_given_rain_changes_next_to_nothing()
    {
        var random = new Random(3);
        var idle = Districts.Of(8, Known, weather: (_, _, _) => 100 * random.NextDouble());
        var fit = Ensemble.Fit(idle, [1, 2, 3]);
        var other = Scenario.Change(Scenario.Extend(idle, Later), Variables.Rainfall, Later, _ => 95);
        var answer = fit.Under(other);

        for (var i = 0; i < idle.Locations.Count; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                Math.Abs(double.LogP1(answer.Forecasts[i, j]!.Median) - double.LogP1(fit.Forecasts[i, j]!.Median)).ShouldBeLessThan(.1);
            }
        }
    }

    [Fact]
    public void Without_weather_in_the_history_nothing_is_learned_and_it_says_so()
    {
        var dry = Districts.Of(3, 48, climate: false);
        var fit = Ensemble.Fit(dry, [1, 2, 3]);
        var answer = fit.Under(Scenario.Extend(dry, Later));

        answer.Future.Select(use => use.State).ShouldBe([FutureState.OutOfReach, FutureState.NotGiven, FutureState.NotGiven]);
        answer.Forecasts.Bits().ShouldBe(fit.Forecasts.Bits());
    }

    [Fact]
    public void Weeks_reach_to_four_weeks_before_the_target()
    {
        var weekly = Districts.Of(4, 160, Period.Week(2020, 1));
        var fit = Ensemble.Fit(weekly, [1, 4, 5, 8, 12]);

        fit.Under(Scenario.Extend(weekly, 12)).Future.Select(use => use.Reach).ShouldBe([0, 0, 1, 4, 8]);
    }

    [Fact]
    public void Values_to_come_that_were_never_seen_are_marked()
    {
        var found = Fit.Under(Given(2, 5000)).Extrapolations;

        found.Count.ShouldBe(Observed.Locations.Count);
        found.ShouldAllBe(value => value.Period == Observed.Last.Plus(2) && value.Value == 5000 && value.Highest < 5000);
        Fit.Under(Given(2, 100)).Extrapolations.ShouldBeEmpty();
    }

    /// <summary>Per horizon and location, the change of the median on log(1 + cases).</summary>
    private static double[][] Rise(Panel other)
    {
        var answer = Fit.Under(other).Forecasts;
        return
        [
            .. Enumerable
                .Range(0, 3)
                .Select(j =>
                    (double[])
                        [
                            .. Enumerable
                                .Range(0, Observed.Locations.Count)
                                .Select(i => double.LogP1(answer[i, j]!.Median) - double.LogP1(Fit.Forecasts[i, j]!.Median)),
                        ]
                ),
        ];
    }

    /// <summary>The history, and rain of one month after it.</summary>
    private static Panel Given(int ahead, double rain)
    {
        var extended = Scenario.Extend(Observed, Later);
        var columns = extended.Variables.ToDictionary(
            name => name,
            name => (double[])[.. Enumerable.Range(0, extended.Locations.Count).SelectMany(i => extended.Series(i, name).ToArray())],
            StringComparer.Ordinal
        );
        for (var i = 0; i < extended.Locations.Count; i++)
        {
            columns[Variables.Rainfall][(i * extended.Count) + Known - 1 + ahead] = rain;
        }

        return Panel.FromColumns(extended.Locations, extended.First, extended.Count, columns);
    }

    private static Panel Wet(int periods)
    {
        var random = new Random(9);
        double[] rain = [.. Enumerable.Range(0, 12 * periods).Select(_ => 200 * random.NextDouble())];
        double[] cases =
        [
            .. rain.Select(
                (_, k) => Math.Round(100 * Math.Exp((k % periods == 0 ? 0 : Math.Log(1 + rain[k - 1]) - 4) + (.1 * random.NextDouble())))
            ),
        ];
        return Panel.FromColumns(
            [.. Enumerable.Range(0, 12).Select(i => $"{i:00}")],
            Period.Month(2018, 1),
            periods,
            new Dictionary<string, double[]>(StringComparer.Ordinal) { [Variables.Cases] = cases, [Variables.Rainfall] = rain }
        );
    }
}
