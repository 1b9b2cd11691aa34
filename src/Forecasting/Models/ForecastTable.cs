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

    /// <summary>The forecast of a location (index in <see cref="Locations"/>) at a horizon (index in <see cref="Horizons"/>).</summary>
    public QuantileForecast? this[int location, int horizon]
    {
        get => _forecasts[(location * Horizons.Count) + horizon];
        set => _forecasts[(location * Horizons.Count) + horizon] = value;
    }
}
