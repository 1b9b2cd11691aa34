namespace MalariaPredictor.Forecasting.Models.Residuals;

/// <summary>
/// The past origins from whose errors the spread at one horizon is taken; an origin is the number of periods then known.
/// They begin after a year and a half, when every season has been seen; where that would leave less than eight months of
/// origins, after as little as one year. With less than six months of origins there is no spread, hence no forecast.
/// </summary>
/// <param name="First">The first origin.</param>
/// <param name="Last">The last one whose target is known.</param>
/// <param name="Enough">Whether the window is long enough to forecast from.</param>
internal readonly record struct ResidualWindow(int First, int Last, bool Enough)
{
    /// <summary>How many origins; 0 where there is none.</summary>
    public int Count => Math.Max(0, Last - First + 1);

    /// <param name="known">Periods of history.</param>
    /// <param name="horizon">Periods ahead.</param>
    /// <param name="year">Periods in a year: 12 or 52.</param>
    /// <param name="memory">How far back to look.</param>
    public static ResidualWindow Of(int known, int horizon, int year, ResidualMemory memory)
    {
        var last = known - horizon;
        var first = Math.Clamp(last + 1 - (year * 2 / 3), year, year * 3 / 2);
        if (memory == ResidualMemory.ThreeYears)
        {
            first = Math.Max(first, last + 1 - (3 * year));
        }

        return new ResidualWindow(first, last, last - first + 1 >= year / 2);
    }
}
