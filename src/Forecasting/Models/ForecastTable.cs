using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models;

/// <summary>
/// Forecasts of one origin: locations × horizons. A place is empty where a location's history is too short for any forecast.
/// </summary>
public sealed class ForecastTable
{
    private readonly QuantileForecast?[] _forecasts;

    /// <summary>An empty table, to be filled by the model that made it.</summary>
    /// <param name="origin">The last period known.</param>
    /// <param name="locations">In the order of the panel.</param>
    /// <param name="horizons">Periods ahead, ascending.</param>
    public ForecastTable(Period origin, IReadOnlyList<string> locations, IReadOnlyList<int> horizons)
    {
        (Origin, Locations, Horizons) = (origin, locations, [.. horizons]);
        _forecasts = new QuantileForecast?[locations.Count * horizons.Count];
    }

    /// <summary>The last period known.</summary>
    public Period Origin { get; }

    /// <summary>The panel's locations, in its order.</summary>
    public IReadOnlyList<string> Locations { get; }

    /// <summary>Periods ahead, ascending.</summary>
    public IReadOnlyList<int> Horizons { get; }

    /// <summary>
    /// Per <see cref="Variables.Species"/> the forecasts where the cases are forecast by species: there a forecast here is that of their
    /// sum. Empty where nothing is.
    /// </summary>
    public IReadOnlyList<ForecastTable> Species { get; set; } = [];

    /// <summary>Whether the forecast of a place is that of the sum of its species.</summary>
    public bool IsBySpecies(int location, int horizon) =>
        Species.Count > 0 && Species.All(species => species[location, horizon] is not null);

    /// <summary>The forecast of a location (index in <see cref="Locations"/>) at a horizon (index in <see cref="Horizons"/>).</summary>
    public QuantileForecast? this[int location, int horizon]
    {
        get => _forecasts[(location * Horizons.Count) + horizon];
        set => _forecasts[(location * Horizons.Count) + horizon] = value;
    }
}
