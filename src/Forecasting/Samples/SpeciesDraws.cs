namespace MalariaPredictor.Forecasting.Samples;

/// <summary>
/// Draws of two species at one location and horizon, and their sums, ascending by sum. Each species' draws reproduce its forecast; how they are paired, a
/// Gaussian copula decides: errors of the two go together with a correlation of ½, for both species share the season, the weather and
/// the reporting (decision 0032). The pairing depends on location, horizon and seed alone. Whoever draws countries moves the pairs as they are, by the
/// rank of their sum, so the quantiles of the sum are the same whatever locations have in common.
/// </summary>
/// <param name="Totals">Ascending.</param>
/// <param name="First">Of the first species, in the order of <paramref name="Totals"/>.</param>
/// <param name="Second">Of the second.</param>
internal sealed record SpeciesDraws(double[] Totals, double[] First, double[] Second)
{
    private const double Correlation = .5;

    public static SpeciesDraws Of(QuantileForecast first, QuantileForecast second, string location, int horizon, SampleOptions options)
    {
        // A tab is in no location's name: this stream is no location's own.
        var normals = new SeededNormals(options.Seed, FormattableString.Invariant($"{location}\tspecies\t{horizon}"));
        var (one, other) = (new double[options.Draws], new double[options.Draws]);
        for (var draw = 0; draw < options.Draws; draw++)
        {
            var common = normals.Next();
            one[draw] = (Math.Sqrt(Correlation) * common) + (Math.Sqrt(1 - Correlation) * normals.Next());
            other[draw] = (Math.Sqrt(Correlation) * common) + (Math.Sqrt(1 - Correlation) * normals.Next());
        }

        var (a, b) = (JointSamples.ByRank(first, one, options.WholeCounts), JointSamples.ByRank(second, other, options.WholeCounts));
        var (totals, order) = (new double[options.Draws], new int[options.Draws]);
        for (var draw = 0; draw < totals.Length; draw++)
        {
            (totals[draw], order[draw]) = (a[draw] + b[draw], draw);
        }

        Array.Sort(totals, order);
        return new SpeciesDraws(totals, Array.ConvertAll(order, draw => a[draw]), Array.ConvertAll(order, draw => b[draw]));
    }
}
