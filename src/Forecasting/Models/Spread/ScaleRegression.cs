using MalariaPredictor.Forecasting.Models.Numerics;

namespace MalariaPredictor.Forecasting.Models.Spread;

/// <summary>
/// How large an error is to be expected, from what is known when forecasting: log s = xβ, fitted by maximum likelihood as if errors were
/// Laplace, −log L = Σ w(log s + |e|/s), with a ridge towards a prior. Newton's steps with the mean of observed and expected information;
/// an error counts at most six scales.
/// </summary>
internal static class ScaleRegression
{
    private const double Ridge = 5;
    private const double RidgeOfConstant = 10;
    private const double Smallest = -5;
    private const double Largest = 2;
    private const double LongestError = 6;
    private const double LongestStep = 1;
    private const double Converged = 1e-5;
    private const int Iterations = 8;

    /// <summary>β.</summary>
    /// <param name="rows">Errors × features, the constant first.</param>
    /// <param name="errors">One per row.</param>
    /// <param name="weights">One per row.</param>
    /// <param name="prior">What β is where no error says otherwise; as long as there are features.</param>
    /// <param name="dependence">How many rows say about as much as one: those of all locations and of overlapping targets move
    /// together.</param>
    public static double[] Fit(
        ReadOnlySpan<double> rows,
        ReadOnlySpan<double> errors,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> prior,
        double dependence
    )
    {
        var features = prior.Length;
        var coefficients = prior.ToArray();
        var (matrix, gradient, step) = (new double[features * features], new double[features], new double[features]);
        var solver = new Cholesky(features);
        for (var iteration = 0; iteration < Iterations && errors.Length > 0; iteration++)
        {
            Array.Clear(matrix);
            Array.Clear(gradient);
            for (var r = 0; r < errors.Length; r++)
            {
                var row = rows.Slice(r * features, features);
                var ratio = Math.Min(Math.Abs(errors[r]) / Scale(coefficients, row, Largest + 1), LongestError);
                Accumulate(matrix, gradient, row, weights[r], ratio);
            }

            for (var k = 0; k < features; k++)
            {
                var ridge = k == 0 ? RidgeOfConstant : Ridge * dependence;
                matrix[(k * features) + k] += ridge;
                gradient[k] -= ridge * (coefficients[k] - prior[k]);
            }

            solver.Factorize(matrix, gradient);
            solver.Solve(step);
            var longest = 0.0;
            for (var k = 0; k < features; k++)
            {
                coefficients[k] += Math.Clamp(step[k], -LongestStep, LongestStep);
                longest = Math.Max(longest, Math.Abs(step[k]));
            }

            if (longest < Converged)
            {
                break;
            }
        }

        return coefficients;
    }

    /// <summary>The expected size of an error.</summary>
    public static double Scale(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> row, double largest = Largest)
    {
        var sum = 0.0;
        for (var k = 0; k < row.Length; k++)
        {
            sum += coefficients[k] * row[k];
        }

        return Math.Exp(Math.Clamp(sum, Smallest, largest));
    }

    private static void Accumulate(Span<double> matrix, Span<double> gradient, ReadOnlySpan<double> row, double weight, double ratio)
    {
        var information = weight * (ratio + 1) / 2;
        for (var k = 0; k < row.Length; k++)
        {
            gradient[k] += weight * row[k] * (ratio - 1);
            var line = matrix.Slice(k * row.Length, k + 1);
            for (var l = 0; l < line.Length; l++)
            {
                line[l] += information * row[k] * row[l];
            }
        }
    }
}
