using MalariaPredictor.Forecasting.Models.AnomalyRidges;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Models.AnomalyRidges;

public sealed class RidgeEquationsTests
{
    private const int Features = 3;

    [Theory]
    [InlineData(2)]
    [InlineData(12)]
    public void It_solves_quasi_demeaned_least_squares_with_the_penalty_as_further_rows(int periods)
    {
        // Subtracting θ = 1 − √(1 − κ) of a period's mean from its rows gives the same equations as XᵀX − κ·n·x̄x̄ᵀ; a penalty λ is a row
        // with √λ in its column and target 0. κ is .9 while there are less than three periods, then nτ²/(nτ² + σ²) by moments.
        const int Locations = 5;
        var data = Data(periods, Locations);
        var rows = new List<(double[] Row, double Target)>();
        foreach (var (period, index) in data.Select((period, index) => (period, index)))
        {
            var past = data.Take(index + 1).Select(one => one.Select(row => row.Target).ToArray()).ToArray();
            var within = past.Average(targets => targets.Average(y => y * y) - (targets.Average() * targets.Average()));
            var shock = Math.Max(0, past.Average(targets => targets.Average() * targets.Average()) - (within / Locations));
            var kappa = index < 2 ? .9 : Locations * shock / ((Locations * shock) + within);
            var theta = 1 - Math.Sqrt(1 - kappa);
            double[] mean = [.. Enumerable.Range(0, Features).Select(k => period.Average(one => one.Row[k]))];
            var meanTarget = period.Average(one => one.Target);
            rows.AddRange(
                period.Select(one => ((double[])[.. one.Row.Select((x, k) => x - (theta * mean[k]))], one.Target - (theta * meanTarget)))
            );
        }

        for (var k = 0; k < Features; k++)
        {
            var meanSquare = data.SelectMany(period => period).Average(one => one.Row[k] * one.Row[k]);
            var penalty = new double[Features];
            penalty[k] = Math.Sqrt(k == 0 ? (30 * meanSquare) + 1e-6 : 150 * meanSquare);
            rows.Add((penalty, 0));
        }

        var independent = Equations.Solve(
            [
                .. Enumerable
                    .Range(0, Features)
                    .Select(k => (double[])[.. Enumerable.Range(0, Features).Select(l => rows.Sum(one => one.Row[k] * one.Row[l]))]),
            ],
            [.. Enumerable.Range(0, Features).Select(k => rows.Sum(one => one.Row[k] * one.Target))]
        );
        Learned(data, kept: 1).All.Zip(independent).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-10);
    }

    [Fact]
    public void Without_the_last_features_it_is_as_if_they_had_never_been()
    {
        var data = Data(periods: 20, locations: 8);
        var fewer = new RidgeEquations(2, .98);
        foreach (var period in data)
        {
            fewer.Begin();
            foreach (var (row, target) in period)
            {
                fewer.Add(row.AsSpan(0, 2), 1, target);
            }

            fewer.End();
        }

        var (all, first) = (new double[2], new double[2]);
        fewer.Solve(all, first);
        Learned(data, kept: .98).First.Zip(all).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-10);
    }

    [Fact]
    public void Nothing_learned_says_so() => new RidgeEquations(Features, 1).Any.ShouldBeFalse();

    private static List<(double[] Row, double Target)[]> Data(int periods, int locations)
    {
        var random = new Random(17);
        return
        [
            .. Enumerable
                .Range(0, periods)
                .Select(_ =>
                    Enumerable
                        .Range(0, locations)
                        .Select(_ =>
                        {
                            double[] row = [1, random.NextDouble() - .3, (2 * random.NextDouble()) - 1];
                            return (row, row[1] - (.5 * row[2]) + (.2 * random.NextDouble()));
                        })
                        .ToArray()
                ),
        ];
    }

    private static (double[] All, double[] First) Learned(IEnumerable<(double[] Row, double Target)[]> data, double kept)
    {
        var equations = new RidgeEquations(Features, kept);
        foreach (var period in data)
        {
            equations.Begin();
            foreach (var (row, target) in period)
            {
                equations.Add(row, 1, target);
            }

            equations.End();
        }

        var (all, first) = (new double[Features], new double[2]);
        equations.Solve(all, first);
        return (all, first);
    }
}
