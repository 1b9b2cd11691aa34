namespace MalariaPredictor.Forecasting.Series;

/// <summary>
/// Locations × periods × variables, immutable. A missing value is <see cref="double.NaN"/>. Periods are consecutive; every
/// location has every period. Thread-safe. Built by <see cref="PanelBuilder"/>.
/// </summary>
public sealed class Panel
{
    private readonly Dictionary<string, double[]> _values;
    private readonly double[] _missing;
    private readonly int _stride;

    internal Panel(IReadOnlyList<string> locations, Period first, int count, Dictionary<string, double[]> values)
        : this(locations, first, count, count, values, [.. Enumerable.Repeat(double.NaN, count)]) { }

    private Panel(
        IReadOnlyList<string> locations,
        Period first,
        int count,
        int stride,
        Dictionary<string, double[]> values,
        double[] missing
    )
    {
        (Locations, First, Count, _stride, _values, _missing) = (locations, first, count, stride, values, missing);
        Variables = [.. values.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// A panel over ready columns, which it owns from here on: a store that reads millions of values needs no cell-by-cell building.
    /// </summary>
    /// <param name="locations">Distinct, in ordinal order.</param>
    /// <param name="first">The earliest period.</param>
    /// <param name="count">How many periods.</param>
    /// <param name="columns">Per variable the values of the first location, earliest first, then those of the second, and so on.</param>
    /// <exception cref="ArgumentException">Locations out of order, a column of another length, or an infinite value.</exception>
    public static Panel FromColumns(IReadOnlyList<string> locations, Period first, int count, IReadOnlyDictionary<string, double[]> columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        for (var i = 1; i < locations.Count; i++)
        {
            if (string.CompareOrdinal(locations[i - 1], locations[i]) >= 0)
            {
                throw new ArgumentException($"{locations[i]} does not come after {locations[i - 1]}.", nameof(locations));
            }
        }

        foreach (var (variable, values) in columns)
        {
            if (values.Length != locations.Count * count || values.Any(double.IsInfinity))
            {
                throw new ArgumentException($"{variable} needs {locations.Count * count} finite or missing values.", nameof(columns));
            }
        }

        return new Panel(locations, first, count, new Dictionary<string, double[]>(columns, StringComparer.Ordinal));
    }

    /// <summary>Names of the locations, in ordinal order.</summary>
    public IReadOnlyList<string> Locations { get; }

    /// <summary>Names of the variables, in ordinal order.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>The earliest period.</summary>
    public Period First { get; }

    /// <summary>How many periods.</summary>
    public int Count { get; }

    /// <summary>The latest period: the origin of a forecast made from this panel.</summary>
    public Period Last => First.Plus(Count - 1);

    /// <summary>Whether the panel holds the variable at all.</summary>
    public bool Has(string variable) => _values.ContainsKey(variable);

    /// <summary>
    /// One location's values of one variable, a value per period, earliest first, NaN where missing; all of them NaN where the
    /// panel does not hold the variable.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no location of that index.</exception>
    public ReadOnlySpan<double> Series(int location, string variable)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(location);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(location, Locations.Count);
        return _values.TryGetValue(variable, out var values) ? values.AsSpan(location * _stride, Count) : _missing.AsSpan(0, Count);
    }

    /// <summary>
    /// The periods from the first to the last in which any location has a value of the variable, as offsets from
    /// <see cref="First"/> (end exclusive); empty where there is none. Weather often begins before the cases and runs on after
    /// them: an origin is the last period with cases, not the last row.
    /// </summary>
    public Range Observed(string variable)
    {
        var (first, end) = (Count, 0);
        for (var location = 0; location < Locations.Count; location++)
        {
            var series = Series(location, variable);
            var begin = series.IndexOfAnyExcept(double.NaN);
            if (begin >= 0)
            {
                (first, end) = (Math.Min(first, begin), Math.Max(end, series.LastIndexOfAnyExcept(double.NaN) + 1));
            }
        }

        return end == 0 ? 0..0 : first..end;
    }

    /// <summary>The same panel with another variable in place of the cases, such as those of one species; shares the values.</summary>
    public Panel WithCases(string variable) =>
        new(
            Locations,
            First,
            Count,
            _stride,
            new Dictionary<string, double[]>(_values, StringComparer.Ordinal) { [Forecasting.Series.Variables.Cases] = _values[variable] },
            _missing
        );

    /// <summary>The same panel with some values of one variable replaced; shares all others.</summary>
    /// <param name="variable">One that the panel holds.</param>
    /// <param name="values">Index of the location, period within the panel, and the value, NaN for missing.</param>
    /// <exception cref="ArgumentException">A period lies outside the panel, or a value is infinite.</exception>
    public Panel With(string variable, IEnumerable<(int Location, Period Period, double Value)> values)
    {
        var changed = _values[variable].ToArray();
        foreach (var (location, period, value) in values)
        {
            var index = period.Minus(First);
            if (location < 0 || location >= Locations.Count || index < 0 || index >= Count || double.IsInfinity(value))
            {
                throw new ArgumentException($"{value} of {variable} in {period} at {location} is not of this panel.", nameof(values));
            }

            changed[(location * _stride) + index] = value;
        }

        return new Panel(
            Locations,
            First,
            Count,
            _stride,
            new Dictionary<string, double[]>(_values, StringComparer.Ordinal) { [variable] = changed },
            _missing
        );
    }

    /// <summary>The same panel as it ended at an earlier period; shares the values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The origin lies outside the panel.</exception>
    public Panel UpTo(Period origin)
    {
        var count = origin.Minus(First) + 1;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(origin));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count, nameof(origin));
        return new Panel(Locations, First, count, _stride, _values, _missing);
    }
}
