using CsCheck;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Forecasting;

namespace MalariaPredictor.Backend.Tests.Forecasts;

public sealed class StoredQuantilesTests
{
    [Fact]
    public void Quantiles_come_back_bit_for_bit() =>
        Gen.Double[0, 1e9]
            .Array[23]
            .Sample(values =>
            {
                var forecast = QuantileForecast.From(values);
                StoredQuantiles.Read(StoredQuantiles.Write(forecast)).Values.SequenceEqual(forecast.Values).ShouldBeTrue();
            });
}
