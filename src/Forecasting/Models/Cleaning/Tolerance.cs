namespace MalariaPredictor.Forecasting.Models.Cleaning;

/// <summary>
/// How far, on log(1 + cases), a location's values may stray before one is taken for a mistake: at least 1.4 (a factor of four), and a
/// multiple of what the location itself did in 95 % of its periods so far, shrunk to what all locations did as if by 50 more periods, and
/// that to .6 by ten.
/// </summary>
internal sealed class Tolerance
{
    private const double Least = 1.4;
    private const double Level = .95;
    private const double Prior = 50;
    private const double Usual = .6;
    private const double UsualDeviations = 10;

    // Of all locations the deviations are counted in cells: the quantile is exact to the width of one.
    private const double Width = 1 / 256.0;
    private const int Cells = 64 * 256;

    private readonly double _multiple;
    private readonly List<double>[] _own;
    private readonly int[] _cells = new int[Cells];
    private int _count;
    private double _pooled = Usual;

    /// <param name="locations">How many.</param>
    /// <param name="multiple">Of the usual deviation.</param>
    public Tolerance(int locations, double multiple) =>
        (_multiple, _own) = (multiple, [.. Enumerable.Range(0, locations).Select(_ => new List<double>())]);

    /// <summary>Begins a new period: what all locations did is counted anew.</summary>
    public void Begin()
    {
        if (_count == 0)
        {
            return;
        }

        var (left, cell) = ((int)(Level * (_count - 1)), 0);
        while (left >= _cells[cell])
        {
            left -= _cells[cell++];
        }

        _pooled = ((_count * cell * Width) + (UsualDeviations * Usual)) / (_count + UsualDeviations);
    }

    /// <summary>Takes in a deviation that is not negative.</summary>
    public void Add(int location, double deviation)
    {
        var own = _own[location];
        var place = own.BinarySearch(deviation);
        own.Insert(place < 0 ? ~place : place, deviation);
        _cells[(int)Math.Min(Cells - 1, deviation / Width)]++;
        _count++;
    }

    /// <summary>The tolerance of a location.</summary>
    public double Of(int location)
    {
        var own = _own[location];
        var weight = own.Count / (own.Count + Prior);
        var usual = own.Count > 0 ? own[(int)(Level * (own.Count - 1))] : 0;
        return Math.Max(Least, _multiple * ((weight * usual) + ((1 - weight) * _pooled)));
    }

    /// <summary>
    /// How much a deviation counts less because counts are small: √(1 + 4/(1 + μ)), from 2.2 where no case is expected to 1 among many.
    /// </summary>
    /// <param name="logged">The lower of the two values compared, as log(1 + cases).</param>
    public static double OfSmallCounts(double logged) => Math.Sqrt(1 + (4 / (1 + Math.Exp(Math.Max(0, logged)))));
}
