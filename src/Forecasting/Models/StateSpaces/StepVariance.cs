using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;

namespace MalariaPredictor.Forecasting.Models.StateSpaces;

/// <summary>
/// The mean square step of each location from one period to the next on log(1 + cases), as known at each origin: each square at most 4,
/// with that of all locations counted in like 12 more. Before anything is known it is .25.
/// </summary>
internal sealed class StepVariance(int origins, int locations)
{
    private const double Prior = .25;
    private const double PriorSteps = 4;
    private const double Shared = 12;
    private const double Longest = 4;
    private const double Least = .01;

    private readonly Grid _variances = new(origins, locations);
    private readonly double[] _sums = new double[locations];
    private readonly int[] _counts = new int[locations];
    private double _sum = Prior * PriorSteps;
    private double _count = PriorSteps;

    /// <summary>Per location, at an origin already replayed.</summary>
    public ReadOnlySpan<double> this[int origin] => _variances[origin];

    /// <summary>Takes in the newest period; every origin in turn, from 1.</summary>
    /// <param name="origin">The number of periods known.</param>
    /// <param name="history">What is known. Locations that stand still tell nothing of the others.</param>
    public void Step(int origin, CaseHistory history)
    {
        var cases = history.Cases;
        var row = _variances[origin];
        for (var i = 0; i < row.Length && origin >= 2; i++)
        {
            var step = cases[origin - 1, i] - cases[origin - 2, i];
            if (!double.IsNaN(step))
            {
                var square = Math.Min(step * step, Longest);
                _sums[i] += square;
                _counts[i]++;
                if (!history.Still(origin, i))
                {
                    _sum += square / row.Length;
                    _count += 1.0 / row.Length;
                }
            }
        }

        for (var i = 0; i < row.Length; i++)
        {
            row[i] = Math.Max(Least, (_sums[i] + (Shared * _sum / _count)) / (_counts[i] + Shared));
        }
    }
}
