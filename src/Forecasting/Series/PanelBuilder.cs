namespace MalariaPredictor.Forecasting.Series;

/// <summary>Collects values in any order and makes a <see cref="Panel"/> that spans them. Not thread-safe.</summary>
public sealed class PanelBuilder
{
    private readonly Dictionary<(string Location, Period Period, string Variable), double> _values = [];

    /// <summary>Sets one value; the last one set wins. NaN says that the value is missing, yet makes its place exist.</summary>
    /// <exception cref="ArgumentException">The value is infinite.</exception>
    public PanelBuilder Add(string location, Period period, string variable, double value)
    {
        if (double.IsInfinity(value))
        {
            throw new ArgumentException($"{variable} of {location} in {period} is infinite.", nameof(value));
        }

        _values[(location, period, variable)] = value;
        return this;
    }

    /// <summary>The panel from the earliest to the latest period added, with every location and variable added.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added, or months and weeks were mixed.</exception>
    public Panel Build()
    {
        if (_values.Count == 0)
        {
            throw new InvalidOperationException("A panel needs at least one value.");
        }

        var first = _values.Keys.Min(key => key.Period);
        var count = _values.Keys.Max(key => key.Period).Minus(first) + 1;
        string[] locations = [.. _values.Keys.Select(key => key.Location).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var row = locations.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        var columns = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var ((location, period, variable), value) in _values)
        {
            if (!columns.TryGetValue(variable, out var column))
            {
                columns[variable] = column = new double[locations.Length * count];
                Array.Fill(column, double.NaN);
            }

            column[(row[location] * count) + period.Minus(first)] = value;
        }

        return new Panel(locations, first, count, count, columns);
    }
}
