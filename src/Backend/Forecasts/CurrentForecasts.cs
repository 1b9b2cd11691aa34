namespace MalariaPredictor.Backend.Forecasts;

/// <summary>Holds the snapshot in service. Swapping it is one reference write: readers see the old one or the new one, whole.</summary>
public sealed class CurrentForecasts
{
    private volatile ForecastSnapshot? _snapshot;

    /// <summary>Null until the first forecasts have been loaded.</summary>
    public ForecastSnapshot? Snapshot
    {
        get => _snapshot;
        set => _snapshot = value;
    }
}
