using System.Runtime.CompilerServices;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Samples;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>
/// What all locations of a run come to together. Quantiles do not add up, so joint samples of all locations are drawn and added up draw by
/// draw; how the locations' errors go together was estimated in the back-test of the model that made the run.
/// </summary>
/// <param name="Horizons">The totals, as of a location.</param>
/// <param name="Included">How many locations are in them.</param>
/// <param name="LeftOut">Names of the locations that have too little data for a forecast.</param>
/// <param name="Dependence">How errors go together.</param>
public sealed record CountryTotal(
    IReadOnlyList<HorizonForecast> Horizons, int Included, IReadOnlyList<string> LeftOut, Dependence Dependence)
{
    /// <summary>What the total is called where a location's name would stand.</summary>
    public const string Name = "total";

    /// <summary>So many locations are drawn at once: what they come to is kept, their samples are not.</summary>
    private const int Batch = 256;

    // Drawn once for each run in service, and forgotten with it.
    private static readonly ConditionalWeakTable<ForecastRun, Lazy<CountryTotal>> Drawn = [];

    /// <summary>The total of a run: the same bits whenever it is asked for.</summary>
    public static CountryTotal Of(ForecastRun run) => Drawn.GetValue(run, key => new Lazy<CountryTotal>(() => Draw(key))).Value;

    /// <summary>The total at a horizon; null where not all of the locations are forecast that far.</summary>
    public HorizonForecast? At(int horizon) => Horizons.FirstOrDefault(forecast => forecast.Horizon == horizon);

    private static CountryTotal Draw(ForecastRun run)
    {
        var dependence = ModelScores.Read(run.Model.Scores).Backtest.DependenceOf(run.Model.Algorithm);
        LocationForecast[] included = [.. run.Locations.Where(location => location.Horizons.Count > 0)];
        int[] horizons = [.. included.SelectMany(location => location.Horizons).Select(forecast => forecast.Horizon).Distinct().Order()];
        var sums = new double[horizons.Length][];
        foreach (var batch in included.Chunk(Batch))
        {
            Add(sums, JointSamples.Draw(Table(run, batch, horizons), dependence));
        }

        // A horizon that one location lacks has no total: a sum of fewer locations would pass for fewer cases.
        return new CountryTotal(
            [
                .. horizons.Index().Where(horizon => included.All(location => location.At(horizon.Item) is not null)).Select(horizon => new HorizonForecast(
                    horizon.Item, run.Origin.Plus(horizon.Item), Aggregation.Quantiles(sums[horizon.Index]))),
            ],
            included.Length, [.. run.Locations.Where(location => location.Horizons.Count == 0).Select(location => location.Location)], dependence);
    }

    private static ForecastTable Table(ForecastRun run, LocationForecast[] locations, int[] horizons)
    {
        var table = new ForecastTable(run.Origin, [.. locations.Select(location => location.Location)], horizons);
        for (var location = 0; location < locations.Length; location++)
        {
            for (var horizon = 0; horizon < horizons.Length; horizon++)
            {
                table[location, horizon] = locations[location].At(horizons[horizon])?.Quantiles;
            }
        }

        return table;
    }

    // Samples are multiples of 1/1024, so that sums in batches are the sum of all, to the last bit.
    private static void Add(double[][] sums, SamplePaths paths)
    {
        for (var horizon = 0; horizon < paths.Horizons.Count; horizon++)
        {
            var sum = sums[horizon] ??= new double[paths.Draws];
            for (var location = 0; location < paths.Locations.Count; location++)
            {
                var draws = paths[location, horizon];
                for (var draw = 0; draw < draws.Length; draw++)
                {
                    sum[draw] += draws[draw];
                }
            }
        }
    }
}
