namespace MalariaPredictor.Forecasting.Models.Numerics;

/// <summary>Periods × locations of numbers, NaN where unknown; a row holds one period of every location.</summary>
internal sealed class Grid
{
    private readonly double[] _values;

    /// <param name="rows">Periods, origins or seasons.</param>
    /// <param name="columns">Locations.</param>
    public Grid(int rows, int columns)
    {
        (Rows, Columns) = (rows, columns);
        _values = new double[rows * columns];
        Array.Fill(_values, double.NaN);
    }

    /// <summary>How many periods, origins or seasons.</summary>
    public int Rows { get; }

    /// <summary>How many locations.</summary>
    public int Columns { get; }

    /// <summary>One row, from the end.</summary>
    public Span<double> this[Index row] => this[row.GetOffset(Rows)];

    /// <summary>One row.</summary>
    public Span<double> this[int row] => _values.AsSpan(row * Columns, Columns);

    /// <summary>One place.</summary>
    public ref double this[int row, int column] => ref _values[(row * Columns) + column];

    /// <summary>A copy that shares nothing.</summary>
    public Grid Copy()
    {
        var copy = new Grid(Rows, Columns);
        _values.CopyTo(copy._values, 0);
        return copy;
    }
}
