using MalariaPredictor.Forecasting.Samples;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>A total in the making: what has been added up so far, draw by draw.</summary>
/// <param name="name">Of the total.</param>
/// <param name="horizons">How many horizons.</param>
/// <param name="bySpecies">Whether species are added up beside it.</param>
internal sealed class RunningTotal(string name, int horizons, bool bySpecies = false)
{
    private readonly RunningTotal[] _species = bySpecies
        ? [.. Variables.Species.Select(species => new RunningTotal(species, horizons))]
        : [];

    private readonly double[]?[] _sums = new double[horizons][];
    private readonly bool[] _broken = new bool[horizons];
    private readonly List<string> _leftOut = [];
    private int _included;

    /// <summary>Adds a location that is forecast, or notes one that is not.</summary>
    public void Add(LocationDraws drawn)
    {
        Add(drawn.Location, drawn.At);
        for (var species = 0; species < _species.Length; species++)
        {
            // A location that is forecast as a whole has no draws of species, and so there is no total of them.
            _species[species].Add(drawn.Location, drawn.Species[species]);
        }
    }

    private void Add(LocationForecast location, Func<int, ReadOnlyMemory<double>> draws)
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

    /// <summary>The same of each species; empty where there are none.</summary>
    public IReadOnlyList<(string Variable, IReadOnlyList<double[]?> Draws)> Species =>
        [.. _species.Select(species => (species.Name, species.Draws))];

    private string Name => name;

    public Total Complete(ForecastRun run, RunDraws draws) =>
        new(name, Quantiles(run, draws), _included, _leftOut, draws.Dependence)
        {
            Species =
            [
                .. _species
                    .Select(species => new SpeciesForecast(species.Name, species.Quantiles(run, draws)))
                    .Where(species => species.Horizons.Count > 0),
            ],
        };

    private HorizonForecast[] Quantiles(ForecastRun run, RunDraws draws) =>
        [
            .. Draws
                .Index()
                .Where(sum => sum.Item is not null)
                .Select(sum => new HorizonForecast(
                    draws.Horizons[sum.Index],
                    run.Origin.Plus(draws.Horizons[sum.Index]),
                    Aggregation.Quantiles(sum.Item)
                )),
        ];
}
