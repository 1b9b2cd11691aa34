using MalariaPredictor.Forecasting.Samples;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>A total in the making: what has been added up so far, draw by draw.</summary>
internal sealed class RunningTotal(string name, int horizons)
{
    private readonly double[]?[] _sums = new double[horizons][];
    private readonly bool[] _broken = new bool[horizons];
    private readonly List<string> _leftOut = [];
    private int _included;

    /// <summary>Adds a location that is forecast, or notes one that is not.</summary>
    public void Add(LocationForecast location, Func<int, ReadOnlyMemory<double>> draws)
    {
        if (location.Horizons.Count == 0)
        {
            _leftOut.Add(location.Location);
            return;
        }

        _included++;
        for (var horizon = 0; horizon < _sums.Length; horizon++)
        {
            var drawn = draws(horizon).Span;

            // A horizon that one location lacks has no total: a sum of fewer locations would pass for fewer cases.
            _broken[horizon] |= drawn.IsEmpty;
            var sum = _sums[horizon] ??= new double[drawn.Length];
            for (var draw = 0; draw < drawn.Length && !_broken[horizon]; draw++)
            {
                sum[draw] += drawn[draw];
            }
        }
    }

    /// <summary>The draws added up, per horizon; null where there is no total.</summary>
    public IReadOnlyList<double[]?> Draws => [.. _sums.Select((sum, horizon) => _broken[horizon] ? null : sum)];

    public Total Complete(ForecastRun run, RunDraws draws) => new(
        name,
        [
            .. Draws.Index().Where(sum => sum.Item is not null).Select(sum => new HorizonForecast(
                draws.Horizons[sum.Index], run.Origin.Plus(draws.Horizons[sum.Index]), Aggregation.Quantiles(sum.Item))),
        ],
        _included, _leftOut, draws.Dependence);
}
