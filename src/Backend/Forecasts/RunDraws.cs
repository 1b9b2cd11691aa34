using MalariaPredictor.Backend.Models;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Samples;

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

    /// <summary>The draws of locations, one after the other: per horizon of <see cref="Horizons"/>, empty where there is no forecast.</summary>
    public IEnumerable<(LocationForecast Location, Func<int, ReadOnlyMemory<double>> At)> Of(IEnumerable<LocationForecast> locations)
    {
        foreach (var batch in locations.Chunk(Batch))
        {
            var paths = JointSamples.Draw(Table(batch), Dependence);
            for (var index = 0; index < batch.Length; index++)
            {
                var row = index;
                yield return (batch[row], horizon => paths.Draw(row, horizon));
            }
        }
    }

    private ForecastTable Table(LocationForecast[] locations)
    {
        var table = new ForecastTable(_run.Origin, [.. locations.Select(location => location.Location)], Horizons);
        for (var location = 0; location < locations.Length; location++)
        {
            for (var horizon = 0; horizon < Horizons.Length; horizon++)
            {
                table[location, horizon] = locations[location].At(Horizons[horizon])?.Quantiles;
            }
        }

        return table;
    }
}
