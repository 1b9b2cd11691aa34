using CsCheck;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Forecasting;
using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Samples;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Forecasts;

public sealed class TotalsTests
{
    private static readonly Panel Nothing = new PanelBuilder().Add("place 0", Period.Month(2024, 1), Variables.Cases, 0).Build();

    /// <summary>A country of up to nine places, some without forecasts, and up to four groups that may be part of each other.</summary>
    private static readonly Gen<(ForecastRun Run, Hierarchy Hierarchy)> Countries =
        from places in Gen.Int[1, 9]
        from forecasts in Gen.Double[0, 5000].Array[23].Array[9]
        from silent in Gen.Int[0, 5].Array[9]
        from parents in Gen.Int[-1, 3].Array[9]
        from above in Gen.Int[-1, 3].Array[4]
        select (Run(forecasts[..places], silent), Tree(parents[..places], above));

    [Fact]
    public void The_draws_of_every_group_are_the_sum_of_the_draws_of_its_parts_bit_for_bit() =>
        Countries.Sample(
            country =>
            {
                var (snapshot, hierarchy) = (new ForecastSnapshot(country.Run, country.Hierarchy, Nothing), country.Hierarchy);
                foreach (var group in hierarchy.Groups)
                {
                    var whole = Draws(snapshot, group.Name);
                    var parts = group
                        .Groups.Concat(group.Locations)
                        .Select(part => Draws(snapshot, part))
                        .Where(draws => draws.Length > 0)
                        .ToList();
                    for (var draw = 0; draw < whole.Length; draw++)
                    {
                        BitConverter.DoubleToInt64Bits(whole[draw]).ShouldBe(BitConverter.DoubleToInt64Bits(parts.Sum(part => part[draw])));
                    }

                    var quantiles = snapshot.Totals.Of(group.Name)!.At(1)?.Quantiles.Values.ToArray() ?? [];
                    quantiles.ShouldBe(whole.Length == 0 ? [] : Aggregation.Quantiles(whole).Values.ToArray());
                }

                var all = country
                    .Run.Locations.Select(location => Draws(snapshot, location.Location))
                    .Where(draws => draws.Length > 0)
                    .ToList();
                Draws(snapshot, Total.Country)
                    .ShouldBe(all.Count == 0 ? [] : [.. Enumerable.Range(0, all[0].Length).Select(draw => all.Sum(part => part[draw]))]);
            },
            iter: Proof.Rounds(slice: 10, whole: 400)
        );

    [Fact]
    public void A_group_that_holds_the_whole_country_has_the_total_of_the_country_bit_for_bit() =>
        Countries.Sample(
            country =>
            {
                var hierarchy = Hierarchy.Of(
                    country.Run.Locations.ToDictionary(location => location.Location, _ => "Nation", StringComparer.Ordinal)
                );
                var totals = Totals.Draw(country.Run, hierarchy);
                totals.Of("Nation")!.Horizons.Select(Values).ShouldBe(totals.Country.Horizons.Select(Values));
            },
            iter: Proof.Rounds(slice: 5, whole: 200)
        );

    private static string Values(HorizonForecast forecast) =>
        string.Join(' ', forecast.Quantiles.Values.ToArray().Select(BitConverter.DoubleToInt64Bits));

    private static double[] Draws(ForecastSnapshot snapshot, string name)
    {
        var draws = new RunDraws(snapshot.Run);
        var below = snapshot.Hierarchy.Find(name) is { } group ? snapshot.Hierarchy.Below(group).ToHashSet(StringComparer.Ordinal) : null;
        var sum = new RunningTotal(name, draws.Horizons.Length);
        foreach (
            var drawn in draws.Of(
                snapshot.Run.Locations.Where(location =>
                    name == Total.Country || location.Location == name || below?.Contains(location.Location) == true
                )
            )
        )
        {
            sum.Add(drawn);
        }

        return sum.Draws.Count == 0 ? [] : sum.Draws[0] ?? [];
    }

    private static ForecastRun Run(double[][] forecasts, int[] silent)
    {
        var scores = new ModelScores(
            "srp",
            "",
            new BacktestReport(
                [],
                [1],
                1,
                "srp",
                [],
                [],
                [new ModelSummary("srp", new MeanScores(0, 0, 0, 0, 0, 0, 0, null, null), null, 1)]
            )
        );
        var model = new ModelVersion("malaria-predictor", 1, "d", "srp", "{}", "t", CanonicalJson.Write(scores), DateTimeOffset.UnixEpoch);
        var origin = Period.Month(2024, 1);
        return new ForecastRun(
            1,
            model,
            origin,
            "x",
            DateTimeOffset.UnixEpoch,
            false,
            [
                .. forecasts.Select(
                    (values, place) =>
                        new LocationForecast(
                            $"place {place}",
                            silent[place] == 0 ? [] : [new HorizonForecast(1, origin.Plus(1), QuantileForecast.From([.. values.Order()]))]
                        )
                ),
            ]
        );
    }

    /// <summary>Groups are only part of later ones, so there are no cycles.</summary>
    private static Hierarchy Tree(int[] parents, int[] above)
    {
        var tree = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (place, parent) in parents.Index().Where(pair => pair.Item >= 0))
        {
            tree[$"place {place}"] = $"group {parent}";
        }

        foreach (var (group, parent) in above.Index().Where(pair => pair.Item > pair.Index && tree.ContainsValue($"group {pair.Index}")))
        {
            tree[$"group {group}"] = $"group {parent}";
        }

        return Hierarchy.Of(tree);
    }
}
