using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Explanations;

/// <summary>The ensemble as it was when it made the run in service: what explains those forecasts and nothing else.</summary>
public sealed class FittedRun
{
    private readonly EnsembleFit _fit;
    private readonly Dictionary<string, int> _rows;
    private readonly Dictionary<int, int> _columns;

    // A fit is for one thread at a time.
    private readonly Lock _one = new();

    private FittedRun(ForecastRun run, Panel panel, EnsembleFit fit)
    {
        (Run, Panel, _fit) = (run, panel, fit);
        _rows = panel.Locations.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        _columns = fit.Forecasts.Horizons.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
    }

    public ForecastRun Run { get; }

    /// <summary>What was known at the origin.</summary>
    public Panel Panel { get; }

    /// <summary>Whether the weather is used, per horizon.</summary>
    public IReadOnlyList<ClimateUse> Climate => _fit.Climate;

    /// <summary>Fits the ensemble to what the run was made from; null where that does not give the run's forecasts.</summary>
    public static FittedRun? Of(ForecastRun run, Panel panel)
    {
        var fit = Ensemble.Fit(panel, Horizons.Issued(panel.First.Type));
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

    /// <summary>What a forecast in service is made of; null where there is none.</summary>
    public Explanation? Explain(LocationForecast location, int horizon)
    {
        if (Row(location) is not { } row)
        {
            return null;
        }

        lock (_one)
        {
            return _fit.Explain(row, Column(horizon));
        }
    }

    /// <summary>The reports of a location that were taken for mistakes.</summary>
    public IEnumerable<CleanedValue> Cleaned(string location) =>
        _rows.TryGetValue(location, out var row) ? _fit.Cleaned.Where(value => value.Location == row) : [];

    /// <summary>The forecasts under other weather than was observed.</summary>
    public ScenarioForecast Under(Panel other)
    {
        lock (_one)
        {
            return _fit.Under(other);
        }
    }

    // The last bits may differ on another processor; a forecast that another release made differs more.
    private bool Reproduces(LocationForecast location) => location.Horizons.All(forecast =>
        Row(location) is { } row && _columns.TryGetValue(forecast.Horizon, out var column) && _fit.Forecasts[row, column] is { } made
        && Math.Abs(made.Median - forecast.Quantiles.Median) <= 1e-6 * (1 + made.Median));
}
