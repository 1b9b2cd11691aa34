using MalariaPredictor.Forecasting.Samples;

namespace MalariaPredictor.Backend.Forecasts;

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
