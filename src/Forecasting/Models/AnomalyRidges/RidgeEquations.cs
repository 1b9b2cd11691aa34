using MalariaPredictor.Forecasting.Models.Numerics;

namespace MalariaPredictor.Forecasting.Models.AnomalyRidges;

/// <summary>
/// The normal equations of a weighted ridge regression, learned period by period and forgotten exponentially:
/// minimize Σ w(y − xβ)² + Σ λₖβₖ², λₖ = 150 times the feature's mean square (a fifth of that for the constant).
/// <para>
/// All locations share the shocks of a period, so a thousand rows of one period are not a thousand facts. A random effect per period takes
/// this into account (one-way error components; Baltagi, "Econometric analysis of panel data", ch. 2): with κ = nτ²/(nτ² + σ²), τ² the
/// variance of the shocks and σ² that within periods, both by moments from past periods, each period adds XᵀWX − κ·W̄·x̄x̄ᵀ.
/// κ = 1 would learn only from differences between locations, κ = 0 would take the rows as independent.
/// </para>
/// </summary>
internal sealed class RidgeEquations(int features, double kept)
{
    private const double Penalty = 150;
    private const double ConstantShare = .2;
    private const double LeastMeanSquare = 1e-8;
    private const double LeastPivot = 1e-6;
    private const double UnlearnedShocks = .9;
    private const int PeriodsToLearnShocks = 3;

    private readonly double[] _matrix = new double[features * features];
    private readonly double[] _right = new double[features];
    private readonly double[] _squares = new double[features];
    private readonly double[] _sums = new double[features];
    private readonly Cholesky _cholesky = new(features);
    private double _weight;
    private (double Between, double Within, double Periods) _shocks;
    private (double Weight, double Sum, double Squares, int Count) _period;

    /// <summary>How many features.</summary>
    public int Features => features;

    /// <summary>Whether there is anything to learn from.</summary>
    public bool Any => _weight > 0;

    /// <summary>Begins a new period, and forgets a little of all before.</summary>
    public void Begin()
    {
        Scale(_matrix, kept);
        Scale(_right, kept);
        Scale(_squares, kept);
        _weight *= kept;
        Array.Clear(_sums);
        _period = default;
    }

    /// <summary>Adds what became known of one location.</summary>
    /// <param name="row">Its features.</param>
    /// <param name="weight">What it counts.</param>
    /// <param name="target">What they should have explained.</param>
    public void Add(ReadOnlySpan<double> row, double weight, double target)
    {
        for (var k = 0; k < row.Length; k++)
        {
            var weighted = weight * row[k];
            _sums[k] += weighted;
            _right[k] += weighted * target;
            _squares[k] += weighted * row[k];
            var line = _matrix.AsSpan(k * features, k + 1);
            for (var l = 0; l < line.Length; l++)
            {
                line[l] += weighted * row[l];
            }
        }

        _period = (
            _period.Weight + weight,
            _period.Sum + (weight * target),
            _period.Squares + (weight * target * target),
            _period.Count + 1
        );
    }

    /// <summary>Ends the period: estimates its shock and takes it out.</summary>
    public void End()
    {
        var (weight, sum, squares, count) = _period;
        if (count == 0)
        {
            return;
        }

        var mean = sum / weight;
        _weight += weight;
        _shocks = (
            (_shocks.Between * kept) + (mean * mean),
            (_shocks.Within * kept) + ((squares / weight) - (mean * mean)),
            (_shocks.Periods * kept) + 1
        );
        var share = ShareOfShock(count);
        for (var k = 0; k < features; k++)
        {
            var taken = share * _sums[k] / weight;
            _right[k] -= taken * sum;
            for (var l = 0; l <= k; l++)
            {
                _matrix[(k * features) + l] -= taken * _sums[l];
            }
        }
    }

    /// <summary>Solves for as many of the first features as each solution has room for, as if the others had never been.</summary>
    public void Solve(params ReadOnlySpan<double[]> solutions)
    {
        var penalized = (double[])_matrix.Clone();
        for (var k = 0; k < features; k++)
        {
            var meanSquare = Math.Max(_squares[k] / _weight, LeastMeanSquare);
            penalized[(k * features) + k] += k == 0 ? (ConstantShare * Penalty * meanSquare) + LeastPivot : Penalty * meanSquare;
        }

        _cholesky.Factorize(penalized, _right);
        foreach (var solution in solutions)
        {
            _cholesky.Solve(solution);
        }
    }

    private static void Scale(double[] values, double factor)
    {
        for (var k = 0; k < values.Length; k++)
        {
            values[k] *= factor;
        }
    }

    /// <summary>κ for a period of so many locations.</summary>
    private double ShareOfShock(int count)
    {
        if (count < 2)
        {
            return 0;
        }

        var within = _shocks.Within / _shocks.Periods;
        var shock = Math.Max(0, (_shocks.Between / _shocks.Periods) - (within / count));
        return _shocks.Periods < PeriodsToLearnShocks ? UnlearnedShocks
            : count * shock > 0 ? count * shock / ((count * shock) + within)
            : 0;
    }
}
