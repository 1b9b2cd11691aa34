namespace MalariaPredictor.Forecasting.Models.Numerics;

/// <summary>
/// Solves A·x = b for symmetric positive definite A by A = L·Lᵀ. A leading block of A has the leading block of L for its factor, so
/// one factorization also solves for the first variables alone: the fit as if the last ones had never been.
/// </summary>
internal sealed class Cholesky
{
    private const double LeastPivot = 1e-10;

    private readonly int _size;
    private readonly double[] _factor;
    private readonly double[] _half;

    /// <param name="size">How many variables at most.</param>
    public Cholesky(int size) => (_size, _factor, _half) = (size, new double[size * size], new double[size]);

    /// <summary>Factorizes A, of which the lower triangle is read.</summary>
    /// <param name="matrix">Size × size, by rows.</param>
    /// <param name="right">The right-hand side b.</param>
    public void Factorize(ReadOnlySpan<double> matrix, ReadOnlySpan<double> right)
    {
        for (var i = 0; i < _size; i++)
        {
            var row = _factor.AsSpan(i * _size, i + 1);
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[(i * _size) + j];
                var other = _factor.AsSpan(j * _size, j + 1);
                for (var k = 0; k < j; k++)
                {
                    sum -= row[k] * other[k];
                }

                row[j] = i == j ? Math.Sqrt(Math.Max(sum, LeastPivot)) : sum / other[j];
            }

            var rest = right[i];
            for (var k = 0; k < i; k++)
            {
                rest -= row[k] * _half[k];
            }

            _half[i] = rest / row[i];
        }
    }

    /// <summary>Solves for the first variables, as many as the solution has room for; the others are left out of the equations.</summary>
    public void Solve(Span<double> solution)
    {
        for (var i = solution.Length - 1; i >= 0; i--)
        {
            var rest = _half[i];
            for (var k = i + 1; k < solution.Length; k++)
            {
                rest -= _factor[(k * _size) + i] * solution[k];
            }

            solution[i] = rest / _factor[(i * _size) + i];
        }
    }
}
