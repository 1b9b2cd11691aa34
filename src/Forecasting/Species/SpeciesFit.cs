using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Species;

/// <summary>
/// The ensemble fitted to each species, and to the cases of locations that tell none. Explanations are those of each fit: a forecast of a
/// sum is no sum of parts, for medians do not add up. Not thread-safe.
/// </summary>
public sealed class SpeciesFit
{
    private readonly HashSet<int> _rows;

    internal SpeciesFit(Panel history, IReadOnlyList<int> horizons)
    {
        _rows = SpeciesTables.Rows(history).ToHashSet();
        Species = _rows.Count == 0 ? [] : [.. Variables.Species.Select(variable => Ensemble.Fit(history.WithCases(variable), horizons))];
        Whole = Ensemble.Fit(history, horizons);
        Forecasts = Join(history, [.. Species.Select(fit => fit.Forecasts)], Whole.Forecasts);
    }

    /// <summary>The forecasts of all cases, with the species beside them where both are told.</summary>
    public ForecastTable Forecasts { get; }

    /// <summary>Per <see cref="Variables.Species"/> the fit to its cases; empty where no location tells them.</summary>
    public IReadOnlyList<EnsembleFit> Species { get; }

    /// <summary>The fit to the cases of all locations.</summary>
    public EnsembleFit Whole { get; }

    /// <summary>What a location is forecast by: the fits to its species, or the one to its cases.</summary>
    /// <param name="location">Index in <see cref="ForecastTable.Locations"/>.</param>
    public IReadOnlyList<EnsembleFit> Of(int location) => _rows.Contains(location) ? Species : [Whole];

    /// <summary>Forecasts under other weather: of each species, and of their sums.</summary>
    /// <param name="other">See <see cref="EnsembleFit.Under"/>.</param>
    /// <exception cref="ArgumentException">The locations are others, or it does not hold all periods of the history.</exception>
    public SpeciesScenario Under(Panel other)
    {
        var (species, whole) = ((ScenarioForecast[])[.. Species.Select(fit => fit.Under(other))], Whole.Under(other));
        return new SpeciesScenario(Join(other, [.. species.Select(answer => answer.Forecasts)], whole.Forecasts), species, whole);
    }

    private static ForecastTable Join(Panel history, IReadOnlyList<ForecastTable> species, ForecastTable whole) =>
        species.Count == 0 ? whole : SpeciesTables.Join(history, species, whole);
}

/// <summary>Forecasts under other weather, by species where both are told.</summary>
/// <param name="Forecasts">To compare with <see cref="SpeciesFit.Forecasts"/>.</param>
/// <param name="Species">Per species what its fit says of the weather; empty where there are none.</param>
/// <param name="Whole">What the fit to the cases of the other locations says; null where all locations tell their species.</param>
public sealed record SpeciesScenario(ForecastTable Forecasts, IReadOnlyList<ScenarioForecast> Species, ScenarioForecast Whole)
{
    /// <summary>Values the models have never seen at that location.</summary>
    public IReadOnlyList<Extrapolation> Extrapolations => Whole.Extrapolations;
}
