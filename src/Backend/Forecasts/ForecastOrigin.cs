using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>
/// Chooses the period to forecast from: the newest one that is reported well enough. Weather often runs ahead of the reports, and
/// some of a month's reports come weeks late. A month that a few places have reported would make every other place's forecast
/// start from a gap, so such a month waits until it has at least <see cref="Share"/> of the reports of a usual month (the median of
/// the <see cref="Usual"/> reported months before it). Reports of the months after the origin are left out, not lost: they count
/// once their month is complete enough.
/// </summary>
internal static class ForecastOrigin
{
    /// <summary>How much of the usual reporting a period needs.</summary>
    public const double Share = 0.8;

    /// <summary>How many reported periods say what is usual.</summary>
    public const int Usual = 12;

    /// <summary>The origin, or null where no case was ever reported.</summary>
    public static Period? Of(Panel panel)
    {
        var reports = Reports(panel);
        for (var period = panel.Count - 1; period >= 0; period--)
        {
            if (reports[period] > 0 && reports[period] >= Share * UsualBefore(reports, period))
            {
                return panel.First.Plus(period);
            }
        }

        return null;
    }

    /// <summary>How many locations reported cases, per period.</summary>
    public static int[] Reports(Panel panel)
    {
        var reports = new int[panel.Count];
        for (var location = 0; location < panel.Locations.Count; location++)
        {
            var cases = panel.Series(location, Variables.Cases);
            for (var period = 0; period < cases.Length; period++)
            {
                reports[period] += double.IsNaN(cases[period]) ? 0 : 1;
            }
        }

        return reports;
    }

    // Of the earliest reported period nothing usual is known, so it is good enough.
    private static double UsualBefore(int[] reports, int period)
    {
        int[] before = [.. reports[..period].Where(count => count > 0).TakeLast(Usual).Order()];
        return before.Length == 0 ? 0
            : before.Length % 2 == 1 ? before[before.Length / 2]
            : (before[(before.Length / 2) - 1] + before[before.Length / 2]) / 2.0;
    }
}
