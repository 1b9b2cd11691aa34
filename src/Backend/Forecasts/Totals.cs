using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Forecasting.Samples;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>
/// The totals of a run: of all locations, and of every group. All are sums of the same draws, so they agree at every level.
/// </summary>
public sealed class Totals
{
    private readonly Dictionary<string, Total> _groups;

    private Totals(Total country, Dictionary<string, Total> groups) => (Country, _groups) = (country, groups);

    /// <summary>Of all locations.</summary>
    public Total Country { get; }

    /// <summary>Of a group; null where there is none of that name, or none of its locations is in the run.</summary>
    public Total? Of(string group) => _groups.GetValueOrDefault(group);

    /// <summary>
    /// Draws and adds up: the same bits whenever it is done. Costs a draw of every location, and an addition for each group it is in.
    /// </summary>
    public static Totals Draw(ForecastRun run, Hierarchy hierarchy)
    {
        var draws = new RunDraws(run);
        var country = new RunningTotal(Total.Country, draws.Horizons.Length, run.BySpecies);
        var groups = new Dictionary<string, RunningTotal>(StringComparer.Ordinal);
        foreach (var drawn in draws.Of(run.Locations))
        {
            country.Add(drawn);
            foreach (var group in hierarchy.Above(drawn.Location.Location))
            {
                if (!groups.TryGetValue(group.Name, out var sum))
                {
                    groups[group.Name] = sum = new RunningTotal(group.Name, draws.Horizons.Length, run.BySpecies);
                }

                sum.Add(drawn);
            }
        }

        return new Totals(
            country.Complete(run, draws),
            groups.ToDictionary(group => group.Key, group => group.Value.Complete(run, draws), StringComparer.Ordinal)
        );
    }
}

/// <summary>
/// What several locations of a run come to together. Quantiles do not add up, so joint samples of all locations are drawn and added up
/// draw by draw; how the locations' errors go together was estimated in the back-test of the model that made the run.
/// </summary>
/// <param name="Name">The group's name, or <see cref="Country"/>.</param>
/// <param name="Horizons">The totals, as of a location.</param>
/// <param name="Included">How many locations are in them.</param>
/// <param name="LeftOut">Names of the locations that have too little data for a forecast.</param>
/// <param name="Dependence">How errors go together.</param>
public sealed record Total(
    string Name,
    IReadOnlyList<HorizonForecast> Horizons,
    int Included,
    IReadOnlyList<string> LeftOut,
    Dependence Dependence
)
{
    /// <summary>What the total of all locations is called where a location's name would stand.</summary>
    public const string Country = "total";

    /// <summary>The total at a horizon; null where not all of the locations are forecast that far.</summary>
    public HorizonForecast? At(int horizon) => Horizons.FirstOrDefault(forecast => forecast.Horizon == horizon);

    /// <summary>As if it were a location.</summary>
    public LocationForecast Forecast => new(Name, Horizons) { Species = Species };

    /// <summary>What each species comes to; empty where not all of the locations are forecast by species.</summary>
    public IReadOnlyList<SpeciesForecast> Species { get; init; } = [];
}

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
