using CsCheck;
using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Models;

/// <summary>
/// The models that learn from all locations together: they forecast earlier than the baselines, and are never quite certain.
/// </summary>
public abstract class PooledModelTests : EveryModelTests
{
    protected override int MonthsTooFew => 5;

    protected override int MonthsEnough => 6;

    protected override double ConstantWithin => 1.1;

    [Fact]
    public void Cases_and_weather_after_the_origin_change_no_bit() =>
        Gen.Select(Gen.Int[12, 47], Generators.Cases, Gen.Double[-5, 500])
            .Sample(
                (known, cases, weather) =>
                {
                    var panel = Districts.Of(4, 48);
                    var changed = Districts.Of(
                        4,
                        48,
                        cases: (_, t, value) => t < known ? value : cases,
                        weather: (_, t, value) => t < known ? value : weather
                    );
                    var origin = panel.First.Plus(known - 1);
                    Model.Forecast(changed.UpTo(origin), [1, 3]).Bits().ShouldBe(Model.Forecast(panel.UpTo(origin), [1, 3]).Bits());
                },
                iter: Proof.Rounds(slice: 12, whole: 600)
            );

    [Fact]
    public void Any_weather_gives_valid_forecasts() =>
        Gen.Select(Gen.Int[6, 60], Generators.Cases.Array[60], Gen.OneOf(Gen.Double[-50, 1000], Gen.Const(double.NaN)).Array[60])
            .Sample(
                (months, cases, weather) =>
                {
                    var table = Model.Forecast(
                        Districts.Of(3, months, cases: (i, t, value) => i == 0 ? cases[t] : value, weather: (_, t, _) => weather[t]),
                        [1, 2, 3]
                    );
                    foreach (var place in Enumerable.Range(0, 9))
                    {
                        (table[place / 3, place % 3] is not { } forecast || forecast.Values.ToArray().All(double.IsFinite)).ShouldBeTrue();
                    }
                },
                iter: Proof.Rounds(slice: 20, whole: 1000)
            );

    [Fact]
    public void One_pass_over_a_history_forecasts_at_each_origin_what_the_history_up_to_there_does()
    {
        // Mistakes, an outbreak that goes on, holes, a district that stands still, fractions, and weather that begins late.
        var random = new Random(5);
        var panel = Districts.Of(
            7,
            60,
            cases: (i, t, value) =>
                i == 1 && t > 20 ? 0
                : i == 2 && t is > 30 and < 36 ? double.NaN
                : i == 3 && t is >= 40 and < 44 ? 12 * value
                : i == 4 && t == 45 ? 2.5
                : random.NextDouble() < .03 ? 10 * value
                : value,
            weather: (_, t, value) => t < 27 ? double.NaN : value
        );
        var (plan, tables) = (BacktestPlan.For(panel), new Dictionary<int, ForecastTable>());
        JointForecasts.Make(
            panel,
            [.. plan.Origins],
            plan.Horizons,
            [Model],
            new ParallelOptions { MaxDegreeOfParallelism = 1 },
            (origin, _, table) => tables[origin] = table
        );
        foreach (var (index, origin) in plan.Origins.Index())
        {
            tables[index].Bits().ShouldBe(Model.Forecast(panel.UpTo(origin), plan.Horizons).Bits());
        }
    }

    [Fact]
    public void The_same_panel_gives_the_same_bits_on_any_number_of_threads()
    {
        var panel = Districts.Of(6, 60);
        var expected = Model.Forecast(panel, [1, 2, 3]).Bits();
        var found = new string[8];
        Parallel.For(0, found.Length, k => found[k] = Model.Forecast(panel, [1, 2, 3]).Bits());
        found.ShouldAllBe(bits => bits == expected);
    }

    [Fact]
    public void The_order_of_the_locations_is_kept_and_a_stranger_changes_little()
    {
        // A district at the other end of the country that reports nonsense.
        var calm = Model.Forecast(Districts.Of(20, 60), [1]);
        var odd = Model.Forecast(Districts.Of(20, 60, cases: (i, t, value) => i == 19 ? t * 7919 % 1000 : value), [1]);
        for (var i = 0; i < 19; i++)
        {
            (odd[i, 0]!.Median / calm[i, 0]!.Median).ShouldBeInRange(.8, 1.25);
        }
    }
}

public sealed class StateSpaceTests : PooledModelTests
{
    protected override IForecastModel Model => Member.All.Single(member => member.Name == "state-space");
}

public sealed class EndemicEpidemicTests : PooledModelTests
{
    protected override IForecastModel Model => Member.All.Single(member => member.Name == "endemic-epidemic");

    /// <summary>Its counts vary by chance even where they never did.</summary>
    protected override double ConstantWithin => 2.5;
}

public sealed class AnomalyRidgeTests : PooledModelTests
{
    protected override IForecastModel Model => Member.All.Single(member => member.Name == "anomaly-ridge");
}

public sealed class EnsembleTests : PooledModelTests
{
    protected override IForecastModel Model => new Ensemble();
}
