using MalariaPredictor.Forecasting.Models;

namespace MalariaPredictor.Forecasting.Samples;

/// <summary>
/// Draws samples of many forecasts together. Each forecast gives evenly spaced quantiles, as many as there are draws, so that the samples
/// reproduce it with no Monte-Carlo error; in which draw each of them stands, the ranks of a Gaussian copula decide (<see cref="Dependence"/>).
/// The samples of a location depend on its name, its forecasts and the seed alone, not on which other locations are drawn with it.
/// </summary>
public static class JointSamples
{
    /// <summary>Draws; the same bits for the same arguments, with any number of threads.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 draws.</exception>
    public static SamplePaths Draw(ForecastTable table, Dependence dependence, SampleOptions? options = null)
    {
        options ??= new SampleOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Draws, 2, nameof(options));
        // A tab is in no location's name: the factor's stream is its own.
        var common = Latent.Draw(new SeededNormals(options.Seed, "\tcommon"), table.Horizons, options.Draws, dependence.CommonDecay);
        var paths = new SamplePaths(table.Locations, table.Horizons, options.Draws);
        Parallel.For(0, table.Locations.Count, location =>
        {
            var own = Latent.Draw(new SeededNormals(options.Seed, table.Locations[location]), table.Horizons, options.Draws, dependence.OwnDecay);
            for (var horizon = 0; horizon < table.Horizons.Count; horizon++)
            {
                if (table[location, horizon] is { } forecast)
                {
                    var share = dependence.ShareAt(table.Horizons[horizon]);
                    paths.Set(location, horizon, Ranked(forecast, Row(common, horizon), Row(own, horizon), share, options.WholeCounts));
                }
            }
        });
        return paths;

        ReadOnlySpan<double> Row(double[] scores, int horizon) => scores.AsSpan(horizon * options.Draws, options.Draws);
    }

    private static double[] Ranked(QuantileForecast forecast, ReadOnlySpan<double> common, ReadOnlySpan<double> own, double share, bool whole)
    {
        var (ofCommon, ofOwn) = (Math.Sqrt(share), Math.Sqrt(1 - share));
        var (scores, order, samples) = (new double[common.Length], new int[common.Length], new double[common.Length]);
        for (var draw = 0; draw < scores.Length; draw++)
        {
            (scores[draw], order[draw]) = ((ofCommon * common[draw]) + (ofOwn * own[draw]), draw);
        }

        Array.Sort(scores, order);
        for (var rank = 0; rank < order.Length; rank++)
        {
            var cases = QuantileCurve.At(forecast, (rank + .5) / order.Length);
            samples[order[rank]] = whole ? Math.Round(cases) : SamplePaths.OnGrain(cases);
        }

        return samples;
    }
}
