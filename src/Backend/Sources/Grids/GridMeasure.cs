using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids.Formats;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Grids;

/// <summary>What a step's value is, in our units.</summary>
internal enum MeasureKind
{
    /// <summary>°C.</summary>
    Temperature,

    /// <summary>Millimeters that fell in the step.</summary>
    Amount,

    /// <summary>Millimeters a day.</summary>
    DayRate,
}

/// <summary>How a grid's variable becomes one of ours: value × factor + offset.</summary>
internal sealed record GridMeasure(string Variable, MeasureKind Kind, double Factor, double Offset)
{
    private const double Kelvin = 273.15;
    private const double SecondsInDay = 86_400;
    private const double Millimeters = 1000;

    private static readonly string[] Temperatures = ["t2m", "2t", "tas", "mean2t", "avg_2t", "t2m_mean"];
    private static readonly string[] Rains = ["tp", "precip", "precipitation", "pr", "mtpr", "avg_tprate", "rainfall"];

    /// <summary>Null where the variable is neither temperature nor rain.</summary>
    /// <exception cref="RejectedFileException">Its units are not known.</exception>
    public static GridMeasure? Of(GridVariable variable)
    {
        if (Temperatures.Contains(variable.Name, StringComparer.OrdinalIgnoreCase))
        {
            return Unit(variable) switch
            {
                "k" or "kelvin" => new GridMeasure(Variables.MeanTemperature, MeasureKind.Temperature, 1, -Kelvin),
                "c" or "degc" or "°c" or "celsius" or "degreescelsius" or "degreecelsius" or "degreesc" => new GridMeasure(
                    Variables.MeanTemperature,
                    MeasureKind.Temperature,
                    1,
                    0
                ),
                _ => throw Unknown(variable, "K or degC"),
            };
        }

        if (!Rains.Contains(variable.Name, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        var (kind, factor) = Unit(variable) switch
        {
            // ECMWF's monthly means of accumulations are per day, though their units are those of the accumulation.
            "m" or "mofwaterequivalent" when variable.Step == StatedStep.Month => (MeasureKind.DayRate, Millimeters),
            "m" or "mofwaterequivalent" => (MeasureKind.Amount, Millimeters),
            "mm" or "kgm-2" or "mm/month" or "mmmonth-1" => (MeasureKind.Amount, 1),
            "mday-1" or "m/day" => (MeasureKind.DayRate, Millimeters),
            "mm/day" or "mmday-1" or "mm/d" or "mmd-1" or "kgm-2day-1" => (MeasureKind.DayRate, 1),
            "kgm-2s-1" or "mms-1" or "mm/s" => (MeasureKind.DayRate, SecondsInDay),
            _ => throw Unknown(variable, "m, mm, kg m-2, mm/day or kg m-2 s-1"),
        };
        return new GridMeasure(Variables.Rainfall, kind, factor, 0);
    }

    public double Convert(double value) => (value * Factor) + Offset;

    /// <summary>"kg m**-2 s**-1", "kg m^-2 s^-1" and "kg m-2 s-1" are one unit.</summary>
    private static string Unit(GridVariable variable) =>
        variable
            .Units.Replace("**", "", StringComparison.Ordinal)
            .Replace("^", "", StringComparison.Ordinal)
            .Replace(" ", "", StringComparison.Ordinal)
            .Replace("_", "", StringComparison.Ordinal)
            .ToLowerInvariant();

    private static RejectedFileException Unknown(GridVariable variable, string known) =>
        ProblemList.Only(
            variable.File,
            variable.Units.Length == 0
                ? $"variable {variable.Name} has no units."
                : $"the units of {variable.Name} are '{FileProblem.Shown(variable.Units)}'.",
            $"They must be {known}: use the file as its source publishes it."
        );
}
