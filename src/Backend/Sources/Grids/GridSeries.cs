using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids.Formats;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Grids;

/// <summary>A period's value for each zone; NaN where a zone has none.</summary>
internal sealed record ZonePeriod(Period Period, double[] Values);

/// <summary>
/// The zonal means of one of our variables, step by step, from one or several files of a source, and the sums or means of its days, weeks
/// or months. A day that lacks a step is no day; a period that lacks a day is left out.
/// </summary>
internal sealed class GridSeries
{
    private const int HoursInDay = 24;
    private const string Accumulated = "accum";

    // ERA5-Land's cells; ERA5 has 0.25 degrees.
    private const double FineCell = 0.15;

    // Packed numbers are off by so much: millimeters, degrees.
    private const double Packing = 0.01;
    private const double MostRainInDay = 1000;

    private readonly GridVariable _first;
    private readonly GridMeasure _measure;
    private readonly int _zones;
    private readonly SortedDictionary<DateTime, double[]> _steps = [];

    public GridSeries(GridVariable first, GridMeasure measure, int zones)
    {
        (_first, _measure, _zones) = (first, measure, zones);
        LowestShare = new double[zones];
        Array.Fill(LowestShare, 1);
    }

    public string Variable => _measure.Variable;

    /// <summary>Of each zone, the smallest share of its area that held data.</summary>
    public double[] LowestShare { get; }

    /// <summary>Whether a day's last rain is dated 00 UTC of the next day.</summary>
    public bool IsDatedLate => Variable == Variables.Rainfall && (StepHours() < HoursInDay || DaysBefore() < 0);

    /// <summary>Whether the hours were taken as sums since 00 UTC, because they look like it: the file does not say.</summary>
    public bool WasTakenAsSums { get; private set; }

    /// <summary>Refuses a file that measures the same in another way: their steps cannot stand in one series.</summary>
    public void RequireLike(GridVariable variable, GridMeasure measure)
    {
        if (
            measure != _measure
            || variable.StepType != _first.StepType
            || variable.Step != _first.Step
            || Math.Abs(variable.Grid.Width - _first.Grid.Width) > 1e-6
        )
        {
            throw ProblemList.Only(
                variable.File,
                $"it gives {Variable} as {variable.Name} in other steps, units or cells than {_first.File} gives it as {_first.Name}.",
                "Import the files of one source at a time."
            );
        }
    }

    /// <summary>Adds a step: means in the file's units, NaN where a zone has none.</summary>
    public void Add(GridVariable variable, DateTime time, ReadOnlySpan<double> means)
    {
        var known = _steps.GetValueOrDefault(time);
        var values = known ?? [.. Enumerable.Repeat(double.NaN, _zones)];
        for (var zone = 0; zone < _zones; zone++)
        {
            var value = _measure.Convert(means[zone]);
            if (double.IsNaN(value))
            {
                continue;
            }

            if (!double.IsNaN(values[zone]) && Math.Abs(values[zone] - value) > Packing)
            {
                throw ProblemList.Only(
                    variable.File,
                    $"{Variable} of {time:yyyy-MM-dd HH:mm} is {value:0.###} here, and {values[zone]:0.###} in what was read before.",
                    "Import each time once."
                );
            }

            values[zone] = double.IsNaN(values[zone]) ? Checked(variable, time, value) : values[zone];
        }

        _steps[time] = values;
    }

    /// <summary>The whole periods, and of each other one how many days it has.</summary>
    public (IReadOnlyList<ZonePeriod> Whole, IReadOnlyList<(Period Period, int Days)> Partial) Periods(PeriodType type)
    {
        if (StepHours() is not { } hours)
        {
            return type == PeriodType.Month
                ? ([.. _steps.Select(step => Month(DateOnly.FromDateTime(step.Key), step.Value))], [])
                : throw ProblemList.Only(
                    _first.File,
                    "it gives months, and the database holds weeks.",
                    "Import hourly or daily data, which make both weeks and months."
                );
        }

        var days =
            hours == HoursInDay ? WholeDays()
            : Variable == Variables.Rainfall ? RainDays(hours)
            : MeanDays(hours);
        var (whole, partial) = (new List<ZonePeriod>(), new List<(Period, int)>());
        foreach (var group in days.GroupBy(day => Period.Containing(type, day.Key)).OrderBy(group => group.Key.Ordinal))
        {
            double[][] values = [.. group.Select(day => day.Value)];
            if (values.Length == group.Key.End.DayNumber - group.Key.Start.DayNumber + 1)
            {
                whole.Add(new ZonePeriod(group.Key, Variable == Variables.Rainfall ? Sum(values) : Mean(values)));
            }
            else
            {
                partial.Add((group.Key, values.Length));
            }
        }

        return (whole, partial);
    }

    private double Checked(GridVariable variable, DateTime time, double value)
    {
        if (_measure.Kind == MeasureKind.Temperature)
        {
            return Chap.ValueRule.Violated(Variable, value) is null
                ? value
                : throw ProblemList.Only(
                    variable.File,
                    $"{variable.Name} would be {value:0.#} °C on {time:yyyy-MM-dd}, from its units {variable.Units}.",
                    "Its units seem to be wrong: use the file as its source publishes it."
                );
        }

        if (_measure.Kind == MeasureKind.Share)
        {
            return value is >= 0 and <= 100 + Packing
                ? Math.Min(100, value)
                : throw ProblemList.Only(
                    variable.File,
                    $"{Variable} would be {value:0.#} % on {time:yyyy-MM-dd}.",
                    "Use the file as its source publishes it."
                );
        }

        var most = MostRainInDay * (_measure.Kind == MeasureKind.Amount && variable.Step == StatedStep.Month ? 31 : 1);
        if (value < -Packing || value > most)
        {
            throw ProblemList.Only(
                variable.File,
                $"{variable.Name} would be {value:0.#} mm on {time:yyyy-MM-dd}, from its units {variable.Units}.",
                "No place has such rain: its units seem to be wrong. Use the file as its source publishes it."
            );
        }

        // Packing makes a little less than nothing of no rain.
        return Math.Max(0, value);
    }

    private ZonePeriod Month(DateOnly day, double[] values)
    {
        var month = Period.Containing(PeriodType.Month, day);
        var days = month.End.Day;
        return new ZonePeriod(month, _measure.Kind == MeasureKind.DayRate ? Array.ConvertAll(values, rate => rate * days) : values);
    }

    /// <summary>Hours from step to step; null for months.</summary>
    private int? StepHours()
    {
        if (_first.Step != StatedStep.Unknown)
        {
            return _first.Step == StatedStep.Day ? HoursInDay : null;
        }

        DateTime[] times = [.. _steps.Keys];
        var least = times.Length < 2 ? TimeSpan.Zero : times.Zip(times.Skip(1), (one, next) => next - one).Min();
        if (least >= TimeSpan.FromDays(28) && least <= TimeSpan.FromDays(31))
        {
            return null;
        }

        return
            least >= TimeSpan.FromHours(1)
            && least <= TimeSpan.FromDays(1)
            && TimeSpan.FromDays(1).Ticks % least.Ticks == 0
            && least.Minutes == 0
            ? (int)least.TotalHours
            : throw ProblemList.Only(
                _first.File,
                times.Length < 2
                    ? $"it gives {_first.Name} at one time only, so what the time stands for is not known."
                    : $"the steps of {_first.Name} are {least.TotalHours:0.##} hours long.",
                "Import steps of hours, days or months, two or more in one call."
            );
    }

    private Dictionary<DateOnly, double[]> WholeDays()
    {
        var before = DaysBefore();
        return _steps.ToDictionary(step => DateOnly.FromDateTime(step.Key).AddDays(before), step => step.Value);
    }

    /// <summary>Of ERA5-Land's hours those at 00 UTC alone: each holds the rain of the day before.</summary>
    private int DaysBefore() =>
        _first.StepType == Accumulated && IsSummedOverDay() && _steps.Keys.All(time => time.TimeOfDay == TimeSpan.Zero) ? -1 : 0;

    private Dictionary<DateOnly, double[]> MeanDays(int hours) =>
        _steps
            .GroupBy(step => DateOnly.FromDateTime(step.Key))
            .Where(day => day.Count() == HoursInDay / hours)
            .ToDictionary(day => day.Key, day => Mean([.. day.Select(step => step.Value)]));

    /// <summary>Rain is dated at the end of its hour: what is dated 00 UTC fell on the day before.</summary>
    private Dictionary<DateOnly, double[]> RainDays(int hours)
    {
        var days = _steps.GroupBy(step => DateOnly.FromDateTime(step.Key.AddTicks(-1))).ToArray();
        if (IsSummedOverDay() && days.All(day => Grows([.. day.Select(step => step.Value)])))
        {
            WasTakenAsSums = _first.StepType != Accumulated;
            return _steps
                .Where(step => step.Key.TimeOfDay == TimeSpan.Zero)
                .ToDictionary(step => DateOnly.FromDateTime(step.Key).AddDays(-1), step => step.Value);
        }

        if (hours != 1)
        {
            throw ProblemList.Only(
                _first.File,
                $"it gives {_first.Name} every {hours} hours, and each value is the rain of one hour.",
                "Ask for all 24 hours of the day."
            );
        }

        return days.Where(day => day.Count() == HoursInDay)
            .ToDictionary(
                day => day.Key,
                day =>
                {
                    double[][] values = [.. day.Select(step => step.Value)];
                    return _measure.Kind == MeasureKind.Amount ? Sum(values) : Mean(values);
                }
            );
    }

    /// <summary>Whether it may be ERA5-Land, whose accumulations run from 00 UTC to the hour.</summary>
    private bool IsSummedOverDay() =>
        _measure.Kind == MeasureKind.Amount && _first is { Step: StatedStep.Unknown, StepType: Accumulated or "", Grid.Width: < FineCell };

    private bool Grows(double[][] hours)
    {
        for (var hour = 1; hour < hours.Length; hour++)
        {
            for (var zone = 0; zone < _zones; zone++)
            {
                if (hours[hour][zone] < hours[hour - 1][zone] - Packing)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private double[] Sum(double[][] rows) => [.. Enumerable.Range(0, _zones).Select(zone => rows.Sum(row => row[zone]))];

    private double[] Mean(double[][] rows) => Array.ConvertAll(Sum(rows), sum => sum / rows.Length);
}
