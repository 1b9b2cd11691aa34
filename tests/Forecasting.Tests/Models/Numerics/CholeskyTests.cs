using CsCheck;
using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Models.Numerics;

public sealed class CholeskyTests
{
    private const int Size = 6;

    /// <summary>B·Bᵀ plus something on the diagonal is symmetric and positive definite.</summary>
    private static readonly Gen<(double[][] Matrix, double[] Right)> Systems = Gen.Select(
        Gen.Double[-3, 3].Array[Size * Size],
        Gen.Double[-5, 5].Array[Size],
        (b, right) =>
            (
                (double[][])
                    [
                        .. Enumerable
                            .Range(0, Size)
                            .Select(i =>
                                (double[])
                                    [
                                        .. Enumerable
                                            .Range(0, Size)
                                            .Select(j =>
                                                (i == j ? .5 : 0)
                                                + Enumerable.Range(0, Size).Sum(k => b[(i * Size) + k] * b[(j * Size) + k])
                                            ),
                                    ]
                            ),
                    ],
                right
            )
    );

    [Fact]
    public void The_solution_put_back_gives_the_right_hand_side() =>
        Systems.Sample(system =>
        {
            var solution = Solve(system, Size);
            for (var i = 0; i < Size; i++)
            {
                system.Matrix[i].Zip(solution, (a, x) => a * x).Sum().ShouldBe(system.Right[i], 1e-6);
            }
        });

    [Fact]
    public void The_first_variables_alone_are_solved_for_as_if_the_others_had_never_been() =>
        Systems.Sample(system =>
        {
            var independent = Equations.Solve([.. system.Matrix[..4].Select(row => row[..4])], system.Right[..4]);
            Solve(system, 4).Zip(independent).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-6);
        });

    [Fact]
    public void A_singular_system_still_has_finite_numbers() =>
        Solve(([.. Enumerable.Range(0, Size).Select(_ => Enumerable.Repeat(1.0, Size).ToArray())], [1, 1, 1, 1, 1, 1]), Size)
            .ShouldAllBe(value => double.IsFinite(value));

    private static double[] Solve((double[][] Matrix, double[] Right) system, int variables)
    {
        var cholesky = new Cholesky(Size);
        cholesky.Factorize([.. system.Matrix.SelectMany(row => row)], system.Right);
        var solution = new double[variables];
        cholesky.Solve(solution);
        return solution;
    }
}
