using CsCheck;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Samples;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Samples;

public sealed class JointSamplesTests
{
    private static readonly int[] Horizons = [1, 2, 4];

    private static readonly Dependence Strong = new([new CommonShare(1, .5)], .3, .5, 12);

    private static readonly Gen<ForecastTable> Tables = Generators
        .Forecasts.Null(.1)
        .Array[Horizons.Length]
        .Array[1, 6]
        .Select(rows => Table([.. rows.Select((row, i) => ($"place {i}", row))]));

    private static readonly Gen<Dependence> Dependences = Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 3], Gen.Double[0, 3])
        .Select((near, far, common, own) => new Dependence([new CommonShare(1, near), new CommonShare(4, far)], common, own, 5));

    [Fact]
    public void The_quantiles_of_the_samples_are_those_of_the_forecast() =>
        Gen.Select(Tables, Dependences)
            .Sample(
                (table, dependence) =>
                {
                    var paths = JointSamples.Draw(table, dependence, new SampleOptions(500));
                    Each(
                        table,
                        (location, horizon, forecast) =>
                        {
                            var drawn = Aggregation.Quantiles(paths[location, horizon]);
                            foreach (var level in QuantileForecast.Levels)
                            {
                                // A rank of 500 to either side, and the grain of 1/1024.
                                drawn.At(level).ShouldBeGreaterThanOrEqualTo(QuantileCurve.At(forecast, level - .002) - .001);
                                drawn.At(level).ShouldBeLessThanOrEqualTo(QuantileCurve.At(forecast, level + .002) + .001);
                            }
                        }
                    );
                }
            );

    [Fact]
    public void Samples_are_finite_and_never_negative_and_there_are_none_without_a_forecast() =>
        Tables.Sample(table =>
        {
            var paths = JointSamples.Draw(table, Strong, new SampleOptions(50));
            for (var location = 0; location < table.Locations.Count; location++)
            {
                for (var horizon = 0; horizon < Horizons.Length; horizon++)
                {
                    paths[location, horizon].Length.ShouldBe(table[location, horizon] is null ? 0 : 50);
                    paths[location, horizon].ToArray().ShouldAllBe(cases => double.IsFinite(cases) && cases >= 0);
                }
            }
        });

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others() =>
        Gen.Select(Tables, Gen.ULong)
            .Sample(
                (table, seed) =>
                {
                    var (first, again) = (Draw(seed), Draw(seed));
                    Each(table, (location, horizon, _) => first[location, horizon].SequenceEqual(again[location, horizon]).ShouldBeTrue());

                    SamplePaths Draw(ulong from) => JointSamples.Draw(table, Strong, new SampleOptions(40, from));
                }
            );

    [Fact]
    public void Another_seed_gives_another_order() => One(1).SequenceEqual(One(2)).ShouldBeFalse();

    [Fact]
    public void A_place_has_the_same_samples_whichever_others_are_drawn_with_it() =>
        Tables.Sample(table =>
        {
            var all = JointSamples.Draw(table, Strong, new SampleOptions(40));
            var last = table.Locations.Count - 1;
            var alone = JointSamples.Draw(
                Table((table.Locations[last], [.. Horizons.Select((_, horizon) => table[last, horizon])])),
                Strong,
                new SampleOptions(40)
            );
            for (var horizon = 0; horizon < Horizons.Length; horizon++)
            {
                alone[0, horizon].SequenceEqual(all[last, horizon]).ShouldBeTrue();
            }
        });

    [Fact]
    public void Places_and_horizons_go_together_as_they_are_told_to()
    {
        var table = Table([.. Enumerable.Range(0, 40).Select(i => ($"place {i}", Lognormal))]);
        var paths = JointSamples.Draw(table, Strong, new SampleOptions(4000));

        Mean(Pairs(40).Select(pair => Correlation(Logs(pair.A, 0), Logs(pair.B, 0)))).ShouldBe(.5, .04);
        // Common: ½·(1/4)^.3; own: ½·(1/4)^.5.
        Mean(Enumerable.Range(0, 40).Select(i => Correlation(Logs(i, 0), Logs(i, 2)))).ShouldBe((.5 * Math.Pow(.25, .3)) + .25, .04);
        Mean(Pairs(40).Select(pair => Correlation(Logs(pair.A, 0), Logs(pair.B, 2)))).ShouldBe(.5 * Math.Pow(.25, .3), .04);

        double[] Logs(int location, int horizon) => [.. paths[location, horizon].ToArray().Select(double.LogP1)];
    }

    [Fact]
    public void Whole_counts_are_whole()
    {
        var whole = JointSamples.Draw(Table(("place", Lognormal)), Strong, new SampleOptions(100, WholeCounts: true));
        whole[0, 0].ToArray().ShouldAllBe(cases => cases == Math.Floor(cases));
    }

    private static QuantileForecast[] Lognormal { get; } =
    [
        .. Horizons.Select(_ =>
            QuantileForecast.From([
                .. QuantileForecast.Levels.ToArray().Select(level => Math.Exp(6 + (.4 * StandardNormal.Quantile(level))) - 1),
            ])
        ),
    ];

    private static double[] One(ulong seed) =>
        JointSamples.Draw(Table(("place", Lognormal)), Strong, new SampleOptions(100, seed))[0, 0].ToArray();

    private static ForecastTable Table(params (string Name, QuantileForecast?[] Row)[] places)
    {
        var table = new ForecastTable(Period.Month(2024, 1), [.. places.Select(place => place.Name)], Horizons);
        foreach (var (location, (_, row)) in places.Index())
        {
            for (var horizon = 0; horizon < row.Length; horizon++)
            {
                table[location, horizon] = row[horizon];
            }
        }

        return table;
    }

    private static void Each(ForecastTable table, Action<int, int, QuantileForecast> check)
    {
        for (var location = 0; location < table.Locations.Count; location++)
        {
            for (var horizon = 0; horizon < table.Horizons.Count; horizon++)
            {
                if (table[location, horizon] is { } forecast)
                {
                    check(location, horizon, forecast);
                }
            }
        }
    }

    private static IEnumerable<(int A, int B)> Pairs(int count) => Enumerable.Range(0, count - 1).Select(i => (i, i + 1));

    private static double Mean(IEnumerable<double> values) => values.Average();

    private static double Correlation(double[] left, double[] right)
    {
        var (a, b) = (left.Average(), right.Average());
        var together = left.Zip(right, (x, y) => (x - a) * (y - b)).Sum();
        return together / Math.Sqrt(left.Sum(x => (x - a) * (x - a)) * right.Sum(y => (y - b) * (y - b)));
    }
}
