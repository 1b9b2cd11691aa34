namespace MalariaPredictor.Backend.Locations;

/// <summary>Holds the country in service; swapping it is one reference write.</summary>
public sealed class CurrentCountry
{
    private volatile Country? _country;

    /// <summary>Null until the first forecasts have been loaded.</summary>
    public Country? Value
    {
        get => _country;
        set => _country = value;
    }
}
