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

    /// <summary>Percent.</summary>
    Share,
}

/// <summary>How a grid's variable becomes one of ours: value × factor + offset.</summary>
internal sealed record GridMeasure(string Variable, MeasureKind Kind, double Factor, double Offset)
{
    private const double Kelvin = 273.15;
    private const double SecondsInDay = 86_400;
    private const double Millimeters = 1000;

    private const string HumidityName = "relative_humidity";

    private static readonly string[] Temperatures = ["t2m", "2t", "tas", "mean2t", "avg_2t", "t2m_mean"];
    private static readonly string[] Rains = ["tp", "precip", "precipitation", "pr", "mtpr", "avg_tprate", "rainfall"];
    private static readonly string[] DewPoints = ["d2m", "2d", "d2m_mean"];

    /// <summary>What relative humidity is stored as: percent, a covariate like any other.</summary>
    public static string RelativeHumidity => HumidityName;

    /// <summary>What of a file is measured here, with the humidity that follows from it; and the names of what is not used.</summary>
    /// <exception cref="RejectedFileException">The units of a variable are not known.</exception>
    public static (IReadOnlyList<(GridVariable Variable, GridMeasure Measure)> Used, IReadOnlyList<string> Others) In(GridFile file)
    {
        var humidity = Humidity(file);
        var (used, others) = (new List<(GridVariable, GridMeasure)>(), new List<string>());
        foreach (var variable in file.Variables.Concat(humidity is null ? [] : [humidity]))
        {
            if (Of(variable) is { } measure)
            {
                used.Add((variable, measure));
            }
            else if (humidity is null || !IsDewPoint(variable))
            {
                others.Add(variable.Name);
            }
        }

        return (used, [.. others, .. file.Others]);
    }

    private static bool IsDewPoint(GridVariable variable) => DewPoints.Contains(variable.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The relative humidity of each cell and step, from temperature and dew point of one file, as a variable of its own; null where the
    /// file does not hold both. Percent: e(dew point) / e(temperature), with the Magnus formula of Alduchov and Eskridge (1996, doi
    /// 10.1175/1520-0450(1996)035&lt;0601:IMFAOS&gt;2.0.CO;2), which is within 0.4 % from -40 to 50 °C.
    /// </summary>
    private static GridVariable? Humidity(GridFile file)
    {
        var dew = file.Variables.FirstOrDefault(IsDewPoint);
        var air = file.Variables.FirstOrDefault(variable => Temperatures.Contains(variable.Name, StringComparer.OrdinalIgnoreCase));
        if (dew is null || air is null || dew.Grid != air.Grid || !dew.Times.SequenceEqual(air.Times))
        {
            return null;
        }

        var (ofDew, ofAir) = (Of(dew with { Name = Temperatures[0] })!, Of(air)!);
        return air with
        {
            Name = HumidityName,
            Units = "%",
            AtOnce = Math.Max(1, Math.Min(dew.AtOnce, air.AtOnce)),
            Read = (first, count) =>
            {
                var (wet, dry) = (dew.Read(first, count), air.Read(first, count));
                for (var i = 0; i < wet.Length; i++)
                {
                    // Packing lets the dew point exceed the temperature by a trifle.
                    wet[i] = Math.Min(100, 100 * Pressure(ofDew.Convert(wet[i])) / Pressure(ofAir.Convert(dry[i])));
                }

                return wet;
            },
        };
    }

    /// <summary>Null where the variable is neither temperature nor rain nor humidity.</summary>
    /// <exception cref="RejectedFileException">Its units are not known.</exception>
    public static GridMeasure? Of(GridVariable variable)
    {
        if (variable.Name == HumidityName)
        {
            return Unit(variable) == "%" ? new GridMeasure(HumidityName, MeasureKind.Share, 1, 0) : throw Unknown(variable, "%");
        }

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

    /// <summary>The pressure of water vapor above water, up to a factor, at °C.</summary>
    private static double Pressure(double celsius) => Math.Exp(17.625 * celsius / (celsius + 243.04));

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
