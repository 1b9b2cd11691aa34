namespace MalariaPredictor.Forecasting.Series;

/// <summary>Values by period ordinal that grow at either end as they come, NaN between; doubling keeps adding cheap.</summary>
internal sealed class GrowingSeries(int first)
{
    private double[] _values = [double.NaN];
    private int _first = first;

    public void Set(int ordinal, double value)
    {
        if (ordinal < _first || ordinal >= _first + _values.Length)
        {
            Grow(ordinal);
        }

        _values[ordinal - _first] = value;
    }

    /// <summary>Copies the values to where they stand in a span that begins at an ordinal no later than the earliest set.</summary>
    public void CopyTo(Span<double> destination, int ordinal)
    {
        var skipped = Math.Max(0, ordinal - _first);
        var offset = Math.Max(0, _first - ordinal);
        if (offset < destination.Length)
        {
            _values.AsSpan(skipped, Math.Min(_values.Length - skipped, destination.Length - offset)).CopyTo(destination[offset..]);
        }
    }

    private void Grow(int ordinal)
    {
        var begin = ordinal < _first ? Math.Max(0, Math.Min(ordinal, _first - _values.Length)) : _first;
        var end = Math.Max(_first + _values.Length, ordinal < _first ? 0 : Math.Max(ordinal + 1, _first + (2 * _values.Length)));
        var grown = new double[end - begin];
        Array.Fill(grown, double.NaN);
        _values.CopyTo(grown.AsSpan(_first - begin));
        (_first, _values) = (begin, grown);
    }
}
