namespace MalariaPredictor.Forecasting.Models.StateSpaces;

/// <summary>
/// How a <see cref="SeasonalFilter"/> lets its states move, per period. Variances but the seasons' own are shares of the mean square
/// step from one period to the next, so that an unruly location is given what it needs.
/// </summary>
/// <param name="Damping">φ: what is left of a deviation after one period.</param>
/// <param name="Deviation">Variance of what moves the deviation.</param>
/// <param name="Level">Variance of what moves the level.</param>
/// <param name="Season">Variance of what moves each harmonic.</param>
/// <param name="Observation">Variance of the observation beyond that of counting.</param>
internal readonly record struct FilterSetting(double Damping, double Deviation, double Level, double Season, double Observation)
{
    private static readonly double[] Dampings = [.7, .9];
    private static readonly double[] Levels = [.003, .03];

    /// <summary>
    /// The four settings that are averaged: deviations that fade within months or within a year, levels that hardly move or do move.
    /// Monthly values, converted for weeks as for a process observed more often.
    /// </summary>
    /// <param name="year">Periods in a year: 12 or 52.</param>
    public static FilterSetting[] Grid(int year)
    {
        var often = year / 12.0;
        return
        [
            .. from damping in Dampings
            from level in Levels
            select new FilterSetting(Math.Pow(damping, 1 / often), .5 / Math.Sqrt(often), level / often, .001 / often, .2),
        ];
    }
}
