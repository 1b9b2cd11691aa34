using MalariaPredictor.Backend.Models;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Samples;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>
/// Draws of a run's forecasts. Those of a location depend on its name and its forecasts alone, so locations drawn apart go together as if
/// drawn at once; and they are multiples of 1/1024, so sums of sums agree to the last bit.
/// </summary>
internal sealed class RunDraws
{
    /// <summary>So many locations are drawn at once: what they come to is kept, their samples are not.</summary>
    private const int Batch = 256;

    private readonly ForecastRun _run;

    public RunDraws(ForecastRun run)
    {
        _run = run;
        Dependence = ModelScores.Read(run.Model.Scores).Backtest.DependenceOf(run.Model.Algorithm);
        Horizons = [.. run.Locations.SelectMany(location => location.Horizons).Select(forecast => forecast.Horizon).Distinct().Order()];
    }

    /// <summary>How errors go together.</summary>
    public Dependence Dependence { get; }

    /// <summary>Every horizon that any location has, ascending.</summary>
    public int[] Horizons { get; }

    /// <summary>
    /// The draws of locations, one after the other: per horizon of <see cref="Horizons"/>, empty where there is no forecast.
    /// </summary>
    public IEnumerable<LocationDraws> Of(IEnumerable<LocationForecast> locations)
    {
        foreach (var batch in locations.Chunk(Batch))
        {
            var paths = JointSamples.Draw(Table(batch), Dependence);
            for (var index = 0; index < batch.Length; index++)
            {
                var row = index;
                yield return new LocationDraws(
                    batch[row],
                    horizon => paths.Draw(row, horizon),
                    [.. paths.Species.Select(species => (Func<int, ReadOnlyMemory<double>>)(horizon => species.Draw(row, horizon)))]
                );
            }
        }
    }

    private ForecastTable Table(LocationForecast[] locations)
    {
        string[] names = [.. locations.Select(location => location.Location)];
        var table = new ForecastTable(_run.Origin, names, Horizons);
        if (_run.BySpecies)
        {
            table.Species = [.. Variables.Species.Select(_ => new ForecastTable(_run.Origin, names, Horizons))];
        }

        for (var location = 0; location < locations.Length; location++)
        {
            for (var horizon = 0; horizon < Horizons.Length; horizon++)
            {
                table[location, horizon] = locations[location].At(Horizons[horizon])?.Quantiles;
                foreach (var species in locations[location].Species)
                {
                    table.Species[species.Index][location, horizon] = species.At(Horizons[horizon])?.Quantiles;
                }
            }
        }

        return table;
    }
}

/// <summary>The draws of one location.</summary>
/// <param name="Location">The location.</param>
/// <param name="At">Per horizon its draws; empty where there is no forecast.</param>
/// <param name="Species">Per species likewise; they add up to those of the location. Empty where the run has none.</param>
internal sealed record LocationDraws(
    LocationForecast Location,
    Func<int, ReadOnlyMemory<double>> At,
    IReadOnlyList<Func<int, ReadOnlyMemory<double>>> Species
);
