namespace MalariaPredictor.Forecasting.Models.Simple;

/// <summary>The models that ask for nothing but past cases.</summary>
public static class Baselines
{
    /// <summary>All of them, the yardstick first.</summary>
    public static IReadOnlyList<IForecastModel> All { get; } =
    [new SeasonalRelativePersistence(), new SeasonalNaive(), new Climatology(), new LastValue()];
}
