namespace MalariaPredictor.Forecasting.Models.FutureWeathers;

/// <summary>
/// Which periods after the origin matter to a horizon, in stretches of a month counted back from the last one that does. Weather acts a
/// month later at the earliest (rain leads cases by 4–12 weeks), so the last one is a month before the target.
/// </summary>
/// <param name="Horizon">Periods ahead.</param>
/// <param name="Month">Periods in a month: 1 or 4.</param>
internal readonly record struct FutureSpan(int Horizon, int Month)
{
    /// <summary>The last period after the origin that matters; 0 where none does.</summary>
    public int Reach => Math.Max(0, Horizon - Month);

    /// <summary>How many stretches.</summary>
    public int Count => (Reach + Month - 1) / Month;

    /// <summary>
    /// The first and last period of a stretch, counted from the origin (1 is the first after it); stretch 0 is the latest.
    /// </summary>
    public (int First, int Last) this[int stretch] => (Math.Max(1, Reach - ((stretch + 1) * Month) + 1), Reach - (stretch * Month));
}
