using CsCheck;
using MalariaPredictor.Forecasting.Models.Numerics;

namespace MalariaPredictor.Forecasting.Tests.Models.Numerics;

public sealed class WeightedQuantilesTests
{
    private const int Median = 11;
    private const int Level80 = 17;

    [Fact]
    public void Equal_weights_stand_in_the_middle_of_their_shares()
    {
        // Four values at .125 .375 .625 .875: .5 lies halfway from 2 to 3; .8 lies .175/.25 = .7 of the way from 3 to 4.
        var quantiles = WeightedQuantiles.Of([4, 1, 3, 2], [1, 1, 1, 1]);
        quantiles[Median].ShouldBe(2.5, 1e-12);
        quantiles[Level80].ShouldBe(3.7, 1e-12);
        (quantiles[0], quantiles[22]).ShouldBe((1, 4));
    }

    [Fact]
    public void A_heavier_value_draws_the_quantiles_to_it()
    {
        // Weights 1 and 3: positions .125 and .625; .5 is three quarters of the way from 0 to 8.
        WeightedQuantiles.Of([0, 8], [1, 3])[Median].ShouldBe(6, 1e-12);
    }

    [Fact]
    public void Quantiles_ascend_and_stay_within_the_sample() =>
        Gen.Select(Gen.Double[-9, 9], Gen.Double[.01, 5])
            .Array[1, 40]
            .Sample(sample =>
            {
                var quantiles = WeightedQuantiles.Of([.. sample.Select(one => one.Item1)], [.. sample.Select(one => one.Item2)]);
                quantiles.Zip(quantiles.Skip(1)).ShouldAllBe(pair => pair.First <= pair.Second + 1e-12);
                quantiles.ShouldAllBe(value =>
                    value >= sample.Min(one => one.Item1) - 1e-12 && value <= sample.Max(one => one.Item1) + 1e-12
                );
            });
}
