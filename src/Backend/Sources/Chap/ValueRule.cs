using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>What a number may be in a column, beyond being a number.</summary>
internal static class ValueRule
{
    private const double Absurd = 1e12;
    private const double HottestCelsius = 60;
    private const double ColdestCelsius = -60;

    /// <summary>In kelvin.</summary>
    public const double ZeroCelsius = 273.15;

    /// <summary>Null for an acceptable value; else what is wrong and what to do.</summary>
    public static (string What, string Remedy)? Violated(string variable, double value) =>
        variable switch
        {
            _ when double.IsInfinity(value) => ("the number is infinite.", "Leave the cell empty where the value is not known."),
            Variables.Cases
            or Variables.FalciparumCases
            or Variables.VivaxCases
            or Variables.Population
            or Variables.Rainfall when value < 0 => (
                $"{variable} cannot be negative.",
                "Correct it, or leave the cell empty where it is not known."
            ),
            Variables.MeanTemperature when value is > HottestCelsius or < ColdestCelsius => (
                $"{variable} is in degrees Celsius.",
                value > 150 ? "Is it in kelvin? Subtract 273.15." : "Correct it, or leave the cell empty."
            ),
            _ when Math.Abs(value) > Absurd => (
                "the number is absurdly large.",
                "Correct it, or leave the cell empty where it is not known."
            ),
            _ => null,
        };

    /// <summary>Whether a temperature is one of the Earth's in kelvin, and none in degrees Celsius.</summary>
    public static bool MayBeKelvin(string variable, double value) =>
        variable == Variables.MeanTemperature && value is >= ColdestCelsius + ZeroCelsius and <= HottestCelsius + ZeroCelsius;

    /// <summary>Whether a column counts something, so that its values should be whole.</summary>
    public static bool IsCount(string variable) =>
        variable is Variables.Cases or Variables.FalciparumCases or Variables.VivaxCases or Variables.Population;

    /// <summary>Whether the value should be whole, and is not: kept as it is, and counted. Population is often interpolated.</summary>
    public static bool IsPartial(string variable, double value) =>
        variable != Variables.Population && IsCount(variable) && value != Math.Floor(value);
}
