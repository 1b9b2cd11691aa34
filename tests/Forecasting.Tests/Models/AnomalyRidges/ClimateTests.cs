using MalariaPredictor.Forecasting.Models.AnomalyRidges;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Models.Replays;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Models.AnomalyRidges;

public sealed class ClimateTests
{
    [Fact]
    public void The_weather_is_on_until_it_has_lost()
    {
        var climate = new ClimateSwitch(12);
        climate.On.ShouldBeTrue();
        climate.Learn(with: .5, without: .4);
        climate.On.ShouldBeFalse();
        climate.RelativeError.ShouldBe(1.25, 1e-12);
        climate.Learn(with: .2, without: .4);
        climate.On.ShouldBeTrue();
    }

    [Fact]
    public void An_error_of_five_years_ago_counts_half()
    {
        var climate = new ClimateSwitch(12);
        climate.Learn(with: 1, without: 0);
        for (var month = 0; month < 59; month++)
        {
            climate.Learn(0, 0);
        }

        climate.Learn(with: 0, without: 1);
        climate.RelativeError.ShouldBe(.5, 1e-9);
    }

    [Fact]
    public void Weather_that_drives_the_cases_is_switched_on_and_makes_forecasts_better()
    {
        var panel = Driven(rainMatters: true);
        var fit = Ensemble.Fit(panel, [1]);
        var use = fit.Climate.ShouldHaveSingleItem();
        (use.Horizon, use.State).ShouldBe((1, ClimateState.On));
        use.RelativeError.ShouldBeLessThan(.98);
    }

    [Fact]
    public void Weather_that_says_nothing_never_counts_for_much()
    {
        var use = Ensemble.Fit(Driven(rainMatters: false), [1]).Climate.Single();
        use.RelativeError.ShouldBeInRange(.97, 1.05);
        use.State.ShouldBe(use.RelativeError <= 1 ? ClimateState.On : ClimateState.Off);
    }

    [Fact]
    public void Without_weather_it_says_that_none_was_given() =>
        Ensemble.Fit(Districts.Of(5, 48, climate: false), [1, 2]).Climate.ShouldAllBe(use => use.State == ClimateState.NotGiven);

    [Fact]
    public void Weather_that_stops_before_the_cases_do_is_not_used_and_it_says_so()
    {
        var panel = Districts.Of(5, 48, weather: (_, t, value) => t < 44 ? value : double.NaN);
        Ensemble.Fit(panel, [1]).Climate.Single().State.ShouldBe(ClimateState.EndsTooEarly);
        Ensemble
            .Fit(Districts.Of(5, 48, weather: (_, t, value) => t < 47 ? value : double.NaN), [1])
            .Climate.Single()
            .State.ShouldBeOneOf(ClimateState.On, ClimateState.Off);
    }

    [Fact]
    public void A_departure_is_what_the_last_month_had_above_its_season()
    {
        // Three years of 20 °C; the last month, a December, has 26. Its mean becomes (20 + 20 + 26)/3 = 22, smoothed with its neighbours of
        // 20 it is 21: a departure of 5 now, of 20 − (¼·22 + ¾·20) = −.5 a month ago.
        var panel = Panel.FromColumns(
            ["a"],
            Period.Month(2020, 1),
            36,
            new Dictionary<string, double[]>(StringComparer.Ordinal)
            {
                [Variables.Cases] = [.. Enumerable.Repeat(10.0, 36)],
                [Variables.MeanTemperature] = [.. Enumerable.Repeat(20.0, 35), 26],
            }
        );
        var weather = new Weather(panel, CaseHistory.Of(panel, [1])!);
        for (var origin = 1; origin <= 36; origin++)
        {
            weather.Reveal(origin);
        }

        var departures = new double[3];
        weather.Write(36, 0, departures);
        departures.ShouldBe([5, -.5, 0], 1e-9);
    }

    [Fact]
    public void Vegetation_that_leads_the_cases_is_used_once_it_has_earned_its_place()
    {
        var panel = DrivenByVegetation(matters: true);
        var use = Ensemble.Fit(panel, [1]).Climate.Single();
        use.Further.ShouldNotBeNull().IsUsed.ShouldBeTrue();
        use.Further.Variables.ShouldBe([Variables.Ndvi]);
        use.Further.RelativeError.ShouldBeLessThan(.9);

        var early = Ensemble.Fit(panel.UpTo(Period.Month(2019, 6)), [1]).Climate.Single();
        early.Further!.IsUsed.ShouldBeFalse("two years of errors have to speak for it");
    }

    [Fact]
    public void Vegetation_that_says_nothing_never_counts_for_much()
    {
        var further = Ensemble.Fit(DrivenByVegetation(matters: false), [1]).Climate.Single().Further!;
        further.RelativeError.ShouldBeInRange(.97, 1.05);
        further.IsUsed.ShouldBe(further.RelativeError < 1);
    }

    [Fact]
    public void A_panel_without_further_variables_says_so() =>
        Ensemble.Fit(Driven(rainMatters: true), [1]).Climate.Single().Further.ShouldBeNull();

    /// <summary>Cases follow the vegetation of three months before, or not.</summary>
    private static Panel DrivenByVegetation(bool matters)
    {
        var random = new Random(11);
        var (cases, green) = (new double[20 * 84], new double[20 * 84]);
        for (var i = 0; i < 20; i++)
        {
            for (var t = 0; t < 84; t++)
            {
                green[(i * 84) + t] = .2 + (.6 * random.NextDouble());
                var lush = matters && t > 2 ? 3 * (green[(i * 84) + t - 3] - .5) : 0;
                cases[(i * 84) + t] = Math.Round(100 * Math.Exp(lush + (.1 * random.NextDouble())));
            }
        }

        return Panel.FromColumns(
            [.. Enumerable.Range(0, 20).Select(i => $"{i:00}")],
            Period.Month(2018, 1),
            84,
            new Dictionary<string, double[]>(StringComparer.Ordinal) { [Variables.Cases] = cases, [Variables.Ndvi] = green }
        );
    }

    /// <summary>Cases follow the rain of the month before, or not.</summary>
    private static Panel Driven(bool rainMatters)
    {
        var random = new Random(9);
        var (cases, rain) = (new double[20 * 72], new double[20 * 72]);
        for (var i = 0; i < 20; i++)
        {
            for (var t = 0; t < 72; t++)
            {
                rain[(i * 72) + t] = 200 * random.NextDouble();
                var wet = rainMatters && t > 0 ? Math.Log(1 + rain[(i * 72) + t - 1]) - 4 : 0;
                cases[(i * 72) + t] = Math.Round(100 * Math.Exp(wet + (.1 * random.NextDouble())));
            }
        }

        return Panel.FromColumns(
            [.. Enumerable.Range(0, 20).Select(i => $"{i:00}")],
            Period.Month(2018, 1),
            72,
            new Dictionary<string, double[]>(StringComparer.Ordinal) { [Variables.Cases] = cases, [Variables.Rainfall] = rain }
        );
    }
}
