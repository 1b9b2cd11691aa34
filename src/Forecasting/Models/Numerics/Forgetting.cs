namespace MalariaPredictor.Forecasting.Models.Numerics;

/// <summary>Exponential forgetting: how much of a weight is left after one period.</summary>
internal static class Forgetting
{
    /// <param name="halfLife">In months.</param>
    /// <param name="year">Periods in a year: 12 or 52.</param>
    public static double PerPeriod(double halfLife, int year) => Math.Pow(.5, 12 / (halfLife * year));
}
