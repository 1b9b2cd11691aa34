using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Models.AnomalyRidges;
using MalariaPredictor.Forecasting.Models.Cleaning;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Species;

namespace MalariaPredictor.Backend.Explanations;

/// <summary>
/// The ensemble as it was when it made the run in service, of each species where the run is by species: what explains those forecasts and
/// nothing else.
/// </summary>
public sealed class FittedRun
{
    private readonly SpeciesFit _fit;
    private readonly Dictionary<string, int> _rows;
    private readonly Dictionary<int, int> _columns;

    // A fit is for one thread at a time.
    private readonly Lock _one = new();

    private FittedRun(ForecastRun run, Panel panel, SpeciesFit fit)
    {
        (Run, Panel, _fit) = (run, panel, fit);
        _rows = panel.Locations.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        _columns = fit.Forecasts.Horizons.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
    }

    public ForecastRun Run { get; }

    /// <summary>What was known at the origin.</summary>
    public Panel Panel { get; }

    /// <summary>Fits the ensemble to what the run was made from; null where that does not give the run's forecasts.</summary>
    public static FittedRun? Of(ForecastRun run, Panel panel)
    {
        var fit = BySpecies.Fit(panel, Horizons.Issued(panel.First.Type));
        var fitted = new FittedRun(run, panel, fit);
        return run.Locations.All(fitted.Reproduces) ? fitted : null;
    }

    /// <summary>The index of a location in <see cref="Panel"/>; null where it has no forecast in service.</summary>
    public int? Row(LocationForecast location) =>
        location.Horizons.Count > 0 && _rows.TryGetValue(location.Location, out var row) ? row : null;

    /// <summary>The furthest horizon.</summary>
    public int Furthest => _fit.Forecasts.Horizons[^1];

    /// <summary>The rows in <see cref="Panel"/> of those locations that it holds, with a forecast or without.</summary>
    public IReadOnlyList<int> Rows(IEnumerable<LocationForecast> locations) =>
        [.. locations.Select(location => _rows.GetValueOrDefault(location.Location, -1)).Where(row => row >= 0)];

    /// <summary>The index of a horizon in the fit's tables.</summary>
    public int Column(int horizon) => _columns[horizon];

    /// <summary>
    /// What a forecast in service is made of: one explanation, or one for each species; empty where there is no forecast.
    /// </summary>
    public IReadOnlyList<FittedForecast> Explain(LocationForecast location, int horizon)
    {
        if (Row(location) is not { } row)
        {
            return [];
        }

        lock (_one)
        {
            return
            [
                .. _fit.Of(row)
                    .Select(fit =>
                        fit.Explain(row, Column(horizon)) is { } explained
                            ? new FittedForecast(explained, fit.Climate[Column(horizon)])
                            : null
                    )
                    .OfType<FittedForecast>(),
            ];
        }
    }

    /// <summary>What each member says of all cases, where the species are explained each by itself.</summary>
    public IReadOnlyList<MemberSum> Members(LocationForecast location, int horizon)
    {
        lock (_one)
        {
            return Row(location) is { } row && _fit.Whole.Explain(row, Column(horizon)) is { } whole
                ? [.. whole.Members.Select(member => new MemberSum(member.Member, member.Forecast))]
                : [];
        }
    }

    /// <summary>The reports of a location that were taken for mistakes: of its cases, or of each species.</summary>
    public IReadOnlyList<IReadOnlyList<CleanedValue>> Cleaned(string location) =>
        _rows.TryGetValue(location, out var row)
            ? [.. _fit.Of(row).Select(fit => (IReadOnlyList<CleanedValue>)[.. fit.Cleaned.Where(value => value.Location == row)])]
            : [];

    /// <summary>The forecasts under other weather than was observed.</summary>
    public SpeciesScenario Under(Panel other)
    {
        lock (_one)
        {
            return _fit.Under(other);
        }
    }

    private bool Reproduces(LocationForecast location) =>
        Reproduces(location, location.Horizons, _fit.Forecasts)
        && location.Species.All(species =>
            _fit.Forecasts.Species.Count > 0 && Reproduces(location, species.Horizons, _fit.Forecasts.Species[species.Index])
        );

    // The last bits may differ on another processor; a forecast that another release made differs more.
    private bool Reproduces(LocationForecast location, IReadOnlyList<HorizonForecast> horizons, ForecastTable table) =>
        horizons.All(forecast =>
            Row(location) is { } row
            && _columns.TryGetValue(forecast.Horizon, out var column)
            && table[row, column] is { } made
            && Math.Abs(made.Median - forecast.Quantiles.Median) <= 1e-6 * (1 + made.Median)
        );
}

/// <summary>What one forecast of a fit is made of, and whether the weather counts in it.</summary>
public sealed record FittedForecast(Explanation Explained, ClimateUse Climate);

/// <summary>What one member of the ensemble says of all cases.</summary>
public sealed record MemberSum(string Member, Forecasting.QuantileForecast Forecast);
