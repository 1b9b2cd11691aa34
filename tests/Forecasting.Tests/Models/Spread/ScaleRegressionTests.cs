using MalariaPredictor.Forecasting.Models.Spread;

namespace MalariaPredictor.Forecasting.Tests.Models.Spread;

public sealed class ScaleRegressionTests
{
    [Fact]
    public void Without_errors_the_prior_stands() => ScaleRegression.Fit([], [], [], [0, 1, .4], 1).ShouldBe([0, 1, .4]);

    [Fact]
    public void With_many_errors_each_group_has_the_mean_of_its_absolute_errors()
    {
        // The maximum of the Laplace likelihood: half of the rows have errors of ±.1 and ±.3 (mean .2), half of ±.4 and ±1.2 (mean .8).
        var (rows, errors) = (new List<double>(), new List<double>());
        for (var r = 0; r < 40_000; r++)
        {
            var group = r / 2 % 2;
            rows.AddRange([1, 0, group]);
            errors.Add((r % 2 == 0 ? 1 : -1) * (group == 0 ? .1 : .4) * (r / 4 % 2 == 0 ? 1 : 3));
        }

        var fitted = ScaleRegression.Fit([.. rows], [.. errors], [.. errors.Select(_ => 1.0)], [0, 1, 0], 1);
        ScaleRegression.Scale(fitted, [1, 0, 0]).ShouldBe(.2, .002);
        ScaleRegression.Scale(fitted, [1, 0, 1]).ShouldBe(.8, .008);
    }

    [Fact]
    public void A_row_of_no_weight_does_not_count()
    {
        double[] rows = [1, -1, 1, -1, 1, -1];
        ScaleRegression
            .Fit(rows, [.5, .5, 9], [1, 1, 0], [0, 1], 1)
            .ShouldBe(ScaleRegression.Fit(rows.AsSpan(0, 4), [.5, .5], [1, 1], [0, 1], 1), 1e-12);
    }

    [Fact]
    public void Errors_of_nought_leave_a_scale_above_nought()
    {
        double[] rows = [.. Enumerable.Range(0, 500).SelectMany(_ => new[] { 1, Math.Log(.001) })];
        var fitted = ScaleRegression.Fit(rows, new double[500], [.. Enumerable.Repeat(1.0, 500)], [0, 1], 1);
        ScaleRegression.Scale(fitted, [1, Math.Log(.001)]).ShouldBe(Math.Exp(-5), 1e-12);
    }
}
