using CsCheck;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Samples;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Samples;

public sealed class AggregationTests
{
    private static readonly Gen<ForecastTable> Facilities = Generators
        .Forecasts.Array[2]
        .Array[3, 12]
        .Select(rows => Table([.. rows.Select(row => row.ToArray<QuantileForecast?>())]));

    [Fact]
    public void Totals_of_totals_are_the_total_in_every_draw_to_the_last_bit() =>
        Facilities.Sample(table =>
        {
            var facilities = JointSamples.Draw(table, Dependence.Assumed, new SampleOptions(60));
            var districts = Aggregation.By(facilities, name => "district " + (Number(name) % 3));
            var regions = Aggregation.By(districts, name => "region " + (Number(name) % 2));
            var straight = Aggregation.Total(facilities, "nation");
            foreach (var nation in new[] { Aggregation.Total(regions, "nation"), Aggregation.Total(districts, "nation") })
            {
                for (var horizon = 0; horizon < 2; horizon++)
                {
                    nation[0, horizon].SequenceEqual(straight[0, horizon]).ShouldBeTrue();
                }
            }
        });

    [Fact]
    public void A_total_is_the_sum_of_its_parts_in_each_draw() =>
        Facilities.Sample(table =>
        {
            var parts = JointSamples.Draw(table, Dependence.Assumed, new SampleOptions(20));
            var total = Aggregation.Total(parts, "all");
            for (var draw = 0; draw < 20; draw++)
            {
                total[0, 1][draw].ShouldBe(Enumerable.Range(0, parts.Locations.Count).Sum(part => parts[part, 1][draw]));
            }
        });

    [Fact]
    public void What_goes_together_makes_totals_uncertain_and_what_does_not_evens_out()
    {
        var table = Table([.. Enumerable.Repeat(Wide, 100)]);
        Width(new Dependence([new CommonShare(1, 1)], .5, .5, 0)).ShouldBe(100 * (Wide[0]!.At(.9) - Wide[0]!.At(.1)), 20);
        var (apart, assumed) = (Width(Dependence.Apart), Width(Dependence.Assumed));
        apart.ShouldBe(10 * (Wide[0]!.At(.9) - Wide[0]!.At(.1)), 100);
        assumed.ShouldBeGreaterThan(3 * apart);

        double Width(Dependence dependence)
        {
            var total = Aggregation.Quantiles(Aggregation.Total(JointSamples.Draw(table, dependence), "all")[0, 0]);
            return total.At(.9) - total.At(.1);
        }
    }

    [Fact]
    public void A_place_without_any_forecast_is_left_out_and_one_that_lacks_a_horizon_leaves_a_gap()
    {
        var certain = QuantileForecast.From([.. Enumerable.Repeat(5.0, 23)]);
        var total = Aggregation.Total(
            JointSamples.Draw(Table([certain, certain], [null, null], [certain, null]), Dependence.Assumed, new SampleOptions(4)),
            "all"
        );
        total[0, 0].ToArray().ShouldBe([10, 10, 10, 10]);
        total[0, 1].IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Quantiles_of_even_steps_lie_at_half_ranks() =>
        Aggregation.Quantiles([.. Enumerable.Range(0, 100).Select(i => i + .25)]).At(.5).ShouldBe(49.75);

    [Fact]
    public void Quantiles_of_nothing_are_refused() => Should.Throw<ArgumentException>(() => Aggregation.Quantiles([]));

    private static QuantileForecast?[] Wide { get; } =
    [
        .. Enumerable
            .Range(0, 2)
            .Select(_ =>
                QuantileForecast.From([.. QuantileForecast.Levels.ToArray().Select(level => 200 + (20 * StandardNormal.Quantile(level)))])
            ),
    ];

    private static int Number(string name) => int.Parse(name.Split(' ')[1]);

    private static ForecastTable Table(params QuantileForecast?[][] rows)
    {
        var table = new ForecastTable(Period.Month(2024, 1), [.. rows.Select((_, i) => $"facility {i}")], [1, 2]);
        for (var location = 0; location < rows.Length; location++)
        {
            (table[location, 0], table[location, 1]) = (rows[location][0], rows[location][1]);
        }

        return table;
    }
}
