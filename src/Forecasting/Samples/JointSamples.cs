using System.Collections.Concurrent;
using MalariaPredictor.Forecasting.Models;

namespace MalariaPredictor.Forecasting.Samples;

/// <summary>
/// Draws samples of many forecasts together. Each forecast gives evenly spaced quantiles, as many as there are draws, so that the samples
/// reproduce it with no Monte-Carlo error; in which draw each of them stands, the ranks of a Gaussian copula decide
/// (<see cref="Dependence"/>).
/// The samples of a location depend on its name, its forecasts and the seed alone, not on which other locations are drawn with it.
/// </summary>
public static class JointSamples
{
    private static readonly ConcurrentDictionary<int, double[]> Ranks = new();

    /// <summary>Draws; the same bits for the same arguments, with any number of threads.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 draws.</exception>
    public static SamplePaths Draw(ForecastTable table, Dependence dependence, SampleOptions? options = null)
    {
        options ??= new SampleOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Draws, 2, nameof(options));
        // A tab is in no location's name: the factor's stream is its own.
        var common = Latent.Draw(new SeededNormals(options.Seed, "\tcommon"), table.Horizons, options.Draws, dependence.CommonDecay);
        var paths = new SamplePaths(table.Locations, table.Horizons, options.Draws)
        {
            Species = [.. table.Species.Select(_ => new SamplePaths(table.Locations, table.Horizons, options.Draws))],
        };
        Parallel.For(
            0,
            table.Locations.Count,
            location =>
            {
                var own = Latent.Draw(
                    new SeededNormals(options.Seed, table.Locations[location]),
                    table.Horizons,
                    options.Draws,
                    dependence.OwnDecay
                );
                for (var horizon = 0; horizon < table.Horizons.Count; horizon++)
                {
                    if (table[location, horizon] is { } forecast)
                    {
                        var scores = Scores(Row(common, horizon), Row(own, horizon), dependence.ShareAt(table.Horizons[horizon]));
                        if (table.IsBySpecies(location, horizon))
                        {
                            SetSpecies(paths, table, location, horizon, scores, options);
                        }
                        else
                        {
                            paths.Set(location, horizon, ByRank(forecast, scores, options.WholeCounts));
                        }
                    }
                }
            }
        );
        return paths;

        ReadOnlySpan<double> Row(double[] scores, int horizon) => scores.AsSpan(horizon * options.Draws, options.Draws);
    }

    /// <summary>The evenly spaced quantiles of a forecast, in the order of scores.</summary>
    internal static double[] ByRank(QuantileForecast forecast, double[] scores, bool whole) =>
        ByRank(scores, rank => AtRank(forecast, rank, scores.Length, whole));

    /// <summary>The sample of that rank among so many. Of a forecast of whole numbers all samples are whole.</summary>
    internal static double AtRank(QuantileForecast forecast, int rank, int draws, bool whole)
    {
        var cases = QuantileCurve.AtScore(forecast, RankScores(draws)[rank]);
        return whole || forecast.IsWhole ? Math.Round(cases, MidpointRounding.AwayFromZero) : SamplePaths.OnGrain(cases);
    }

    private static double[] RankScores(int draws) =>
        Ranks.GetOrAdd(draws, count => [.. Enumerable.Range(0, count).Select(rank => StandardNormal.Quantile((rank + .5) / count))]);

    // The pairs of the two species stay together; the rank of their sum decides in which draw they stand.
    private static void SetSpecies(
        SamplePaths paths,
        ForecastTable table,
        int location,
        int horizon,
        double[] scores,
        SampleOptions options
    )
    {
        var drawn = SpeciesDraws.Of(
            table.Species[0][location, horizon]!,
            table.Species[1][location, horizon]!,
            table[location, horizon]!,
            table.Locations[location],
            table.Horizons[horizon],
            options
        );
        paths.Set(location, horizon, ByRank(scores, rank => drawn.Totals[rank]));
        paths.Species[0].Set(location, horizon, ByRank(scores, rank => drawn.First[rank]));
        paths.Species[1].Set(location, horizon, ByRank(scores, rank => drawn.Second[rank]));
    }

    private static double[] ByRank(double[] scores, Func<int, double> value)
    {
        var (sorted, order, samples) = ((double[])scores.Clone(), new int[scores.Length], new double[scores.Length]);
        for (var draw = 0; draw < order.Length; draw++)
        {
            order[draw] = draw;
        }

        Array.Sort(sorted, order);
        for (var rank = 0; rank < order.Length; rank++)
        {
            samples[order[rank]] = value(rank);
        }

        return samples;
    }

    private static double[] Scores(ReadOnlySpan<double> common, ReadOnlySpan<double> own, double share)
    {
        var (ofCommon, ofOwn, scores) = (Math.Sqrt(share), Math.Sqrt(1 - share), new double[common.Length]);
        for (var draw = 0; draw < scores.Length; draw++)
        {
            scores[draw] = (ofCommon * common[draw]) + (ofOwn * own[draw]);
        }

        return scores;
    }
}
