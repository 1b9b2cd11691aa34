using MalariaPredictor.Backend.Simulation;

namespace MalariaPredictor.Backend.Tests.Simulation;

public sealed class TemperatureSuitabilityTests
{
    [Theory]
    [InlineData(18, 0.022)]
    [InlineData(20, 0.186)]
    [InlineData(22, 0.543)]
    [InlineData(25, 0.987)]
    [InlineData(28, 0.789)]
    [InlineData(30, 0.449)]
    [InlineData(32, 0.148)]
    public void Relative_transmission_is_that_of_Mordecai_2013(double celsius, double relative) =>
        TemperatureSuitability.At(celsius).ShouldBe(relative, 0.0006);

    [Fact]
    public void Transmission_is_best_at_25_and_a_half_degrees() =>
        Enumerable.Range(1600, 2000).Select(hundredth => hundredth / 100d).MaxBy(TemperatureSuitability.At).ShouldBe(25.57, 0.011);

    [Fact]
    public void The_parasite_takes_eleven_days_at_25_degrees() => TemperatureSuitability.IncubationDays(25).ShouldBe(11.4, 0.05);

    [Theory]
    [InlineData(-5)]
    [InlineData(16.9)]
    [InlineData(34.5)]
    [InlineData(45)]
    public void There_is_no_transmission_in_the_cold_or_the_heat(double celsius) => TemperatureSuitability.At(celsius).ShouldBe(0);
}
