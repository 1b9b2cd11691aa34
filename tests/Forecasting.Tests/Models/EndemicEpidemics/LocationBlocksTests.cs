using MalariaPredictor.Forecasting.Models.EndemicEpidemics;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Models.EndemicEpidemics;

public sealed class LocationBlocksTests
{
    private const int N = SeasonalRates.Shared;
    private const int Own = SeasonalRates.Own;

    [Fact]
    public void Eliminating_location_by_location_gives_the_step_of_the_whole_system_solved_at_once()
    {
        const int locations = 3;
        var random = new Random(5);
        var blocks = new LocationBlocks(locations);
        double[] precision = [2, 1, 3, 4];
        var (shared, mean) = (Numbers(random, N), Numbers(random, N));
        double[][] own = [.. Enumerable.Range(0, locations).Select(_ => Numbers(random, Own))];
        var size = N + (locations * Own);
        double[][] matrix = [.. Enumerable.Range(0, size).Select(_ => new double[size])];
        var right = new double[size];
        for (var k = 0; k < N; k++)
        {
            (matrix[k][k], right[k]) = (.7, -.7 * (shared[k] - mean[k]));
        }

        blocks.Clear();
        for (var i = 0; i < locations; i++)
        {
            blocks.Begin();
            for (var observation = 0; observation < 8; observation++)
            {
                var (derivatives, weight, error) = (Numbers(random, N), 1 + random.NextDouble(), random.NextDouble() - .5);
                derivatives.CopyTo(blocks.Derivatives);
                blocks.Add(weight, error);
                var whole = new double[size];
                derivatives.CopyTo(whole, 0);
                for (var k = 0; k < Own; k++)
                {
                    whole[N + (i * Own) + k] = derivatives[SeasonalRates.Places[k]];
                }

                Accumulate(matrix, right, whole, weight, error);
            }

            for (var k = 0; k < Own; k++)
            {
                matrix[N + (i * Own) + k][N + (i * Own) + k] += precision[k];
                right[N + (i * Own) + k] -= precision[k] * own[i][k];
            }

            blocks.End(i, own[i], precision);
        }

        blocks.Solve(shared, mean, .7);
        var expected = Equations.Solve(matrix, right);
        for (var i = 0; i < locations; i++)
        {
            var moved = (double[])own[i].Clone();
            blocks.Move(i, moved, longest: 100);
            moved.Zip(own[i], (after, before) => after - before).ShouldBe(expected.Skip(N + (i * Own)).Take(Own), 1e-8);
        }

        var sharedMoved = (double[])shared.Clone();
        blocks.Move(sharedMoved, longest: 100);
        sharedMoved.Zip(shared, (after, before) => after - before).ShouldBe(expected.Take(N), 1e-8);
    }

    private static double[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];

    private static void Accumulate(double[][] matrix, double[] right, double[] row, double weight, double error)
    {
        for (var k = 0; k < row.Length; k++)
        {
            right[k] += weight * row[k] * error;
            for (var l = 0; l < row.Length; l++)
            {
                matrix[k][l] += weight * row[k] * row[l];
            }
        }
    }
}
