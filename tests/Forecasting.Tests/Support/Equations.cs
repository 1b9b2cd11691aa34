namespace MalariaPredictor.Forecasting.Tests.Support;

/// <summary>Linear equations by Gaussian elimination with row exchange: slow, simple, and not what the models use.</summary>
internal static class Equations
{
    public static double[] Solve(double[][] matrix, double[] right)
    {
        double[][] rows = [.. matrix.Select((row, i) => (double[])[.. row, right[i]])];
        var n = right.Length;
        for (var k = 0; k < n; k++)
        {
            var pivot = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(rows[i][k]));
            (rows[k], rows[pivot]) = (rows[pivot], rows[k]);
            for (var i = 0; i < n; i++)
            {
                var factor = i == k ? 0 : rows[i][k] / rows[k][k];
                for (var j = k; j <= n; j++)
                {
                    rows[i][j] -= factor * rows[k][j];
                }
            }
        }

        return [.. rows.Select((row, i) => row[n] / row[i])];
    }
}
