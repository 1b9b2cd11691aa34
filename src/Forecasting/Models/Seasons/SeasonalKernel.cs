namespace MalariaPredictor.Forecasting.Models.Seasons;

/// <summary>
/// The triangular kernel that smooths a year of seasons round the circle: ¼ ½ ¼ for months, and for weeks 1…8…1 of 64, whose standard
/// deviation (3.2 weeks) is that of the monthly kernel with the width of a month added (3.3 weeks).
/// </summary>
internal static class SeasonalKernel
{
    /// <summary>How many seasons away the kernel reaches 0.</summary>
    public static int Reach(int seasons) => seasons == 12 ? 2 : 8;

    /// <summary>The smoothed value of one season.</summary>
    /// <param name="values">One per season.</param>
    /// <param name="season">Which.</param>
    public static double Smooth(ReadOnlySpan<double> values, int season)
    {
        var reach = Reach(values.Length);
        var total = reach * values[season];
        for (var away = 1; away < reach; away++)
        {
            var before = season - away < 0 ? season - away + values.Length : season - away;
            var after = season + away >= values.Length ? season + away - values.Length : season + away;
            total += (reach - away) * (values[before] + values[after]);
        }

        return total / (reach * reach);
    }
}
