namespace MalariaPredictor.Forecasting.Series;

/// <summary>The CHAP names of the variables every part knows. Any other name is a further covariate.</summary>
public static class Variables
{
    /// <summary>Confirmed cases per period: counts.</summary>
    public const string Cases = "disease_cases";

    /// <summary>Confirmed cases of <i>P. falciparum</i> per period, mixed infections included: counts.</summary>
    public const string FalciparumCases = "cases_pf";

    /// <summary>Confirmed cases of <i>P. vivax</i> per period: counts.</summary>
    public const string VivaxCases = "cases_pv";

    /// <summary>The species that are forecast apart where both are given.</summary>
    public static IReadOnlyList<string> Species { get; } = [FalciparumCases, VivaxCases];

    /// <summary>People living in the location.</summary>
    public const string Population = "population";

    /// <summary>Rainfall, mm per period.</summary>
    public const string Rainfall = "rainfall";

    /// <summary>Mean temperature, °C.</summary>
    public const string MeanTemperature = "mean_temperature";

    /// <summary>Mean relative humidity, %.</summary>
    public const string RelativeHumidity = "relative_humidity";

    /// <summary>Normalized difference vegetation index, −1…1.</summary>
    public const string Ndvi = "ndvi";

    /// <summary>Land-surface temperature by day, °C.</summary>
    public const string LandSurfaceTemperature = "lst_day";
}
