using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Nowcasts;
using MalariaPredictor.Forecasting;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>What one model forecast from one origin with one state of the data. Immutable, like its rows in the database.</summary>
/// <param name="Id">The stored run.</param>
/// <param name="Model">The model that made it; never more than one.</param>
/// <param name="Origin">The last period known.</param>
/// <param name="DataDigest">Digest of the panel it was made from.</param>
/// <param name="IssuedAt">When it was made: data recorded later did not enter.</param>
/// <param name="Simulated">Whether the data are simulated: said wherever the forecasts are shown.</param>
/// <param name="Locations">Each location known, in ordinal order.</param>
public sealed record ForecastRun(
    long Id,
    ModelVersion Model,
    Period Origin,
    string DataDigest,
    DateTimeOffset IssuedAt,
    bool Simulated,
    IReadOnlyList<LocationForecast> Locations
)
{
    /// <summary>Whether any location is forecast by species.</summary>
    public bool BySpecies { get; } = Locations.Any(location => location.Species.Count > 0);

    /// <summary>
    /// Whether the data up to the origin have been corrected or withdrawn since: what they are now would give another forecast.
    /// </summary>
    public bool Superseded { get; init; }

    /// <summary>The unit of every value: cases per month or per week.</summary>
    public string Unit => Origin.Type == PeriodType.Month ? "cases per month" : "cases per week";
}

/// <summary>A location's forecasts by horizon, ascending; empty where its history was too short for any.</summary>
public sealed record LocationForecast(string Location, IReadOnlyList<HorizonForecast> Horizons)
{
    /// <summary>Said in place of a forecast.</summary>
    public string? Statement => Horizons.Count > 0 ? null : EnoughData.Statement(Location);

    /// <summary>Where the forecasts are sums of species, those of each; else empty.</summary>
    public IReadOnlyList<SpeciesForecast> Species { get; init; } = [];

    /// <summary>The newest counts that the forecasts start from as they are expected to end, earliest first; empty where none is.</summary>
    public IReadOnlyList<EstimatedCases> Estimated { get; init; } = [];

    public HorizonForecast? At(int horizon) => Horizons.FirstOrDefault(forecast => forecast.Horizon == horizon);
}

/// <summary>A species' forecasts by horizon.</summary>
/// <param name="Variable">Such as <c>cases_pf</c>.</param>
/// <param name="Horizons">As of the location.</param>
public sealed record SpeciesForecast(string Variable, IReadOnlyList<HorizonForecast> Horizons)
{
    /// <summary>P. falciparum or P. vivax.</summary>
    public string Name => Index == 0 ? "P. falciparum" : "P. vivax";

    /// <summary>Its place in <see cref="Variables.Species"/>.</summary>
    public int Index => Variable == Variables.FalciparumCases ? 0 : 1;

    public HorizonForecast? At(int horizon) => Horizons.FirstOrDefault(forecast => forecast.Horizon == horizon);
}

/// <summary>The forecast of one period.</summary>
public sealed record HorizonForecast(int Horizon, Period Period, QuantileForecast Quantiles);
