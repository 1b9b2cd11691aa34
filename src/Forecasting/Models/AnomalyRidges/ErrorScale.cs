namespace MalariaPredictor.Forecasting.Models.AnomalyRidges;

/// <summary>
/// How large a location's errors are beside everybody's: its mean absolute error, forgotten exponentially and shrunk as by six more of the
/// common size, over the common one.
/// </summary>
internal sealed class ErrorScale(int locations, double kept)
{
    private const double Prior = 6;
    private const double NoError = 1e-9;

    private readonly double[] _sums = new double[locations];
    private readonly double[] _weights = new double[locations];
    private double _sum;
    private int _count;

    /// <summary>The mean absolute error of all locations.</summary>
    public double Common => (_sum / Math.Max(1, _count)) + NoError;

    /// <summary>Takes in an error and returns the location's relative scale.</summary>
    public double Add(int location, double error)
    {
        _sums[location] = (_sums[location] * kept) + Math.Abs(error);
        _weights[location] = (_weights[location] * kept) + 1;
        _sum += Math.Abs(error);
        _count++;
        return (_sums[location] + (Prior * Common)) / (_weights[location] + Prior) / Common;
    }
}
