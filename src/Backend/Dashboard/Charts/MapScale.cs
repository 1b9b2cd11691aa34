using System.Globalization;

namespace MalariaPredictor.Backend.Dashboard.Charts;

/// <summary>
/// Classes of a choropleth, cut at rounded quantiles so that each holds about as many districts. The colors run from light to
/// dark in even steps of lightness, which every kind of color vision and a black-and-white printer can tell apart.
/// </summary>
public sealed class MapScale
{
    /// <summary>How many classes at most: more than five greens are hard to match with a legend.</summary>
    public const int Classes = 5;

    private readonly double[] _cuts;

    public MapScale(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        _cuts =
            sorted.Length == 0
                ? []
                :
                [
                    .. Enumerable
                        .Range(1, Classes - 1)
                        .Select(k => TwoDigits(sorted[k * (sorted.Length - 1) / Classes]))
                        .Distinct()
                        .Where(cut => cut > sorted[0]),
                ];
    }

    /// <summary>How many classes there are.</summary>
    public int Count => _cuts.Length + 1;

    /// <summary>The class of a value, 0 the lowest.</summary>
    public int ClassOf(double value)
    {
        var at = Array.BinarySearch(_cuts, value);
        return at >= 0 ? at + 1 : ~at;
    }

    /// <summary>What the legend says of a class.</summary>
    public string Label(int index) =>
        _cuts.Length == 0 ? "all"
        : index == 0 ? $"under {Text(_cuts[0])}"
        : index == _cuts.Length ? $"{Text(_cuts[^1])} and more"
        : $"{Text(_cuts[index - 1])}–{Text(_cuts[index])}";

    private static string Text(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static double TwoDigits(double value)
    {
        if (value <= 0)
        {
            return 0;
        }

        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return Math.Round(Math.Round(value / unit) * unit, 6);
    }
}
