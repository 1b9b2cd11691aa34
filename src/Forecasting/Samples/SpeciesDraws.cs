namespace MalariaPredictor.Forecasting.Samples;

/// <summary>
/// Draws of two species at one location and horizon, and their sums, ascending by sum. The sums reproduce the forecast of all cases, which
/// is made of all cases and not of the two species (decision 0096). How a sum is divided, draws from the forecasts of the two species
/// tell. How those are paired, a Gaussian copula decides: errors of the two go together with a correlation of ½, for both species share
/// the season, the weather and the reporting (decision 0032). The pairing depends on location, horizon and seed alone. Whoever draws
/// countries moves the pairs as they are, by the rank of their sum, so the quantiles of the sum are the same whatever locations have in
/// common.
/// </summary>
/// <param name="Totals">Ascending.</param>
/// <param name="First">Of the first species, in the order of <paramref name="Totals"/>.</param>
/// <param name="Second">Of the second.</param>
internal sealed record SpeciesDraws(double[] Totals, double[] First, double[] Second)
{
    private const double Correlation = .5;

    public static SpeciesDraws Of(
        QuantileForecast first,
        QuantileForecast second,
        QuantileForecast total,
        string location,
        int horizon,
        SampleOptions options
    )
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
        var (sums, order) = (new double[options.Draws], new int[options.Draws]);
        for (var draw = 0; draw < sums.Length; draw++)
        {
            (sums[draw], order[draw]) = (a[draw] + b[draw], draw);
        }

        Array.Sort(sums, order);
        var (ofFirst, ofAll) = (a.Sum(), sums.Sum());
        var usual = ofAll > 0 ? ofFirst / ofAll : .5;
        var drawn = new SpeciesDraws(sums, new double[options.Draws], new double[options.Draws]);
        for (var rank = 0; rank < order.Length; rank++)
        {
            var share = sums[rank] > 0 ? a[order[rank]] / sums[rank] : usual;
            var cases = JointSamples.AtRank(total, rank, options.Draws, options.WholeCounts);
            var part = cases * share;
            drawn.First[rank] =
                options.WholeCounts || total.IsWhole ? Math.Round(part, MidpointRounding.AwayFromZero) : SamplePaths.OnGrain(part);
            (drawn.Totals[rank], drawn.Second[rank]) = (cases, cases - drawn.First[rank]);
        }

        return drawn;
    }
}
