using System.Globalization;
using System.Text.RegularExpressions;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids.Zones;

namespace MalariaPredictor.Backend.Sources.Grids.Formats;

/// <summary>The CF conventions: how a NetCDF file states times, coordinates, units and missing values.</summary>
internal static partial class Cf
{
    public const string Units = "units";
    public const string Calendar = "calendar";
    public const string StandardName = "standard_name";
    public const string Scale = "scale_factor";
    public const string Offset = "add_offset";
    public const string Fill = "_FillValue";
    public const string Missing = "missing_value";
    public const string StepType = "GRIB_stepType";

    // Coordinates in single precision are off by a millionth of a degree.
    private const double Uneven = 0.01;
    private static readonly string[] Calendars = ["", "standard", "gregorian", "proleptic_gregorian"];

    public static bool IsTime(NetCdfVariable variable) => Since().IsMatch(variable.Text(Units));

    public static bool IsLatitude(NetCdfVariable variable) => IsAxis(variable, "latitude", "lat", "degrees_north", "degree_north");

    public static bool IsLongitude(NetCdfVariable variable) => IsAxis(variable, "longitude", "lon", "degrees_east", "degree_east");

    /// <summary>The times of a time coordinate, in UTC.</summary>
    public static DateTime[] Times(string file, NetCdfVariable variable)
    {
        var (units, calendar) = (variable.Text(Units), variable.Text(Calendar));
        if (!Calendars.Contains(calendar, StringComparer.OrdinalIgnoreCase))
        {
            throw ProblemList.Only(
                file,
                $"its times are in the calendar {calendar}, whose days are not those of weeks and months.",
                "Use a data set in the standard calendar: ERA5, ERA5-Land and CHIRPS are."
            );
        }

        var match = Since().Match(units);
        long? unit = match.Groups["unit"].Value.ToUpperInvariant() switch
        {
            "S" or "SEC" or "SECS" or "SECOND" or "SECONDS" => TimeSpan.TicksPerSecond,
            "MIN" or "MINS" or "MINUTE" or "MINUTES" => TimeSpan.TicksPerMinute,
            "H" or "HR" or "HRS" or "HOUR" or "HOURS" => TimeSpan.TicksPerHour,
            "D" or "DAY" or "DAYS" => TimeSpan.TicksPerDay,
            _ => null,
        };
        if (
            unit is null
            || !DateTime.TryParse(
                match.Groups["start"].Value,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var start
            )
        )
        {
            throw ProblemList.Only(file, $"its times are in '{units}'.", "They must be seconds, minutes, hours or days since a date.");
        }

        return Array.ConvertAll(
            variable.ReadAll(),
            value =>
            {
                var ticks = start.Ticks + (value * unit.Value);
                return ticks >= 0 && ticks < DateTime.MaxValue.Ticks
                    ? Rounded(new DateTime((long)ticks, DateTimeKind.Utc))
                    : throw GridFile.Damaged(file, $"{variable.Name} holds {value:R}, which is no time");
            }
        );
    }

    /// <summary>The grid of two coordinates, and whether its rows are stored from south to north.</summary>
    public static (Grid Grid, bool Ascending) Grid(string file, NetCdfVariable latitude, NetCdfVariable longitude)
    {
        var (north, height) = Axis(file, latitude);
        var (east, width) = Axis(file, longitude);
        if (north.Concat(east).Any(double.IsNaN) || north.Any(value => Math.Abs(value) > 90 + Uneven))
        {
            throw ProblemList.Only(
                file,
                $"its latitudes go from {north[0]:0.###} to {north[^1]:0.###}.",
                "Latitudes lie between -90 and 90: were latitude and longitude exchanged? Download the file again."
            );
        }

        if (width < 0 || east[0] < -360 || east[^1] > 540)
        {
            throw ProblemList.Only(
                file,
                $"its longitudes go from {east[0]:0.###} to {east[^1]:0.###}.",
                "They must increase, from -180 to 180 or from 0 to 360."
            );
        }

        return (
            Zones.Grid.Of(
                east[0] - (width / 2),
                Math.Max(north[0], north[^1]) + (Math.Abs(height) / 2),
                width,
                Math.Abs(height),
                east.Length,
                north.Length
            ),
            height > 0
        );
    }

    private static (double[] Values, double Step) Axis(string file, NetCdfVariable variable)
    {
        var values = variable.ReadAll();
        if (values.Length < 2)
        {
            throw ProblemList.Only(
                file,
                $"it holds one {variable.Name} only, so the size of its cells is not known.",
                "Ask for an area of two cells or more."
            );
        }

        var step = (values[^1] - values[0]) / (values.Length - 1);
        for (var i = 1; i < values.Length; i++)
        {
            if (!(Math.Abs(values[i] - values[i - 1] - step) <= Uneven * Math.Abs(step)) || step == 0)
            {
                throw ProblemList.Only(
                    file,
                    $"its {variable.Name} is not evenly spaced: {values[i - 1]:0.####} and {values[i]:0.####}, but steps of {step:0.####}.",
                    "Ask for a regular grid of latitude and longitude."
                );
            }
        }

        return (values, step);
    }

    private static bool IsAxis(NetCdfVariable variable, params string[] names) =>
        variable.Shape.Length == 1
        && (
            names.Contains(variable.Name, StringComparer.OrdinalIgnoreCase)
            || names.Contains(variable.Text(StandardName), StringComparer.Ordinal)
            || names.Contains(variable.Text(Units), StringComparer.Ordinal)
        );

    /// <summary>Hours as a fraction of a day are off by microseconds.</summary>
    private static DateTime Rounded(DateTime time) =>
        new((time.Ticks + (TimeSpan.TicksPerSecond / 2)) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc);

    [GeneratedRegex(
        @"^\s*(?<unit>\w+)\s+since\s+(?<start>.+?)\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Since();
}
