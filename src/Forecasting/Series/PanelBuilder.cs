using System.Runtime.InteropServices;

namespace MalariaPredictor.Forecasting.Series;

/// <summary>
/// Collects values in any order and makes a <see cref="Panel"/> that spans them. Not thread-safe. A value costs one look-up of
/// its variable and one of its location: 5,000 locations × 600 periods × 3 variables are collected in about a second.
/// </summary>
public sealed class PanelBuilder
{
    private readonly Dictionary<string, Dictionary<string, GrowingSeries>> _variables = new(StringComparer.Ordinal);
    private Period? _first;
    private Period? _last;

    /// <summary>Sets one value; the last one set wins. NaN says that the value is missing, yet makes its place exist.</summary>
    /// <exception cref="ArgumentException">The value is infinite.</exception>
    /// <exception cref="InvalidOperationException">Months and weeks were mixed.</exception>
    public PanelBuilder Add(string location, Period period, string variable, double value)
    {
        if (double.IsInfinity(value))
        {
            throw new ArgumentException($"{variable} of {location} in {period} is infinite.", nameof(value));
        }

        _first = _first is { } first && first <= period ? first : period;
        _last = _last is { } last && last >= period ? last : period;
        ref var byLocation = ref CollectionsMarshal.GetValueRefOrAddDefault(_variables, variable, out _);
        byLocation ??= new(StringComparer.Ordinal);
        ref var series = ref CollectionsMarshal.GetValueRefOrAddDefault(byLocation, location, out _);
        series ??= new GrowingSeries(period.Ordinal);
        series.Set(period.Ordinal, value);
        return this;
    }

    /// <summary>The panel from the earliest to the latest period added, with every location and variable added.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added, or the panel would have more than 2³¹ places.</exception>
    public Panel Build()
    {
        if (_first is not { } first || _last is not { } last)
        {
            throw new InvalidOperationException("A panel needs at least one value.");
        }

        var count = last.Minus(first) + 1;
        string[] locations =
        [
            .. _variables.Values.SelectMany(series => series.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        if ((long)count * locations.Length > Array.MaxLength)
        {
            throw new InvalidOperationException(
                $"{locations.Length} locations × {count} periods ({first} to {last}) do not fit into memory; check the earliest and the "
                    + "latest period."
            );
        }

        var columns = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var (variable, byLocation) in _variables)
        {
            var column = columns[variable] = new double[locations.Length * count];
            Array.Fill(column, double.NaN);
            for (var row = 0; row < locations.Length; row++)
            {
                if (byLocation.TryGetValue(locations[row], out var series))
                {
                    series.CopyTo(column.AsSpan(row * count, count), first.Ordinal);
                }
            }
        }

        return new Panel(locations, first, count, columns);
    }
}
