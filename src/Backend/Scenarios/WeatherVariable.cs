using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Scenarios;

/// <summary>A variable that a scenario may change.</summary>
/// <param name="Name">As in the data.</param>
/// <param name="Unit">Of its values.</param>
/// <param name="Lowest">No lower value can be on earth.</param>
/// <param name="Highest">Nor a higher one.</param>
/// <param name="ByPercent">Whether percentages mean something: a tenth more of 25 °C does not.</param>
internal sealed record WeatherVariable(string Name, string Unit, double Lowest, double Highest, bool ByPercent)
{
    // Wide on purpose: beyond these bounds a number is a mistake or another unit, not weather.
    private static readonly WeatherVariable[] All =
    [
        new(Variables.Rainfall, "mm", 0, 10_000, ByPercent: true),
        new(Variables.MeanTemperature, "°C", -60, 60, ByPercent: false),
    ];

    /// <summary>Those that the data hold.</summary>
    public static IReadOnlyList<WeatherVariable> In(Panel panel) => [.. All.Where(variable => panel.Has(variable.Name))];

    public bool CanBe(double value) => value >= Lowest && value <= Highest;
}
