using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>
/// Which origins and horizons a back-test scores. The origins end where the furthest horizon can still be scored; the last twelve are
/// the late half, up to twelve before them the early half. Each leaves at least 28 months (122 weeks) of reported cases before it.
/// <para>
/// Months are scored at horizons 1, 2 and 3 from every origin. Weeks are scored at 1, 4, 8 and 12 from every fourth origin, so that 24
/// origins still span nearly two years, all seasons are met, and the work stays bounded.
/// </para>
/// </summary>
public sealed class BacktestPlan
{
    private const int PerHalf = 12;

    private BacktestPlan(IReadOnlyList<int> horizons, IReadOnlyList<Period> early, IReadOnlyList<Period> late) =>
        (Horizons, Early, Late) = (horizons, early, late);

    /// <summary>Periods ahead, ascending.</summary>
    public IReadOnlyList<int> Horizons { get; }

    /// <summary>The origins of the early half, oldest first.</summary>
    public IReadOnlyList<Period> Early { get; }

    /// <summary>The origins of the late half, oldest first; empty where the history is too short for any back-test.</summary>
    public IReadOnlyList<Period> Late { get; }

    /// <summary>All origins, oldest first.</summary>
    public IEnumerable<Period> Origins => Early.Concat(Late);

    /// <summary>The horizons at which periods of this type are scored.</summary>
    public static IReadOnlyList<int> HorizonsOf(PeriodType type) => type == PeriodType.Month ? [1, 2, 3] : [1, 4, 8, 12];

    /// <summary>The periods of reported cases that must lie before an origin, the origin included.</summary>
    public static int HistoryOf(PeriodType type) => type == PeriodType.Month ? 28 : 122;

    /// <summary>
    /// The plan for a panel, counted in its reported cases: periods before the first and after the last report do not count.
    /// </summary>
    public static BacktestPlan For(Panel panel)
    {
        var type = panel.First.Type;
        var horizons = HorizonsOf(type);
        var stride = type == PeriodType.Month ? 1 : 4;
        var (begin, length) = panel.Observed(Variables.Cases).GetOffsetAndLength(panel.Count);
        var origins = new List<Period>();
        for (var known = length - horizons[^1]; known >= HistoryOf(type) && origins.Count < 2 * PerHalf; known -= stride)
        {
            origins.Add(panel.First.Plus(begin + known - 1));
        }

        origins.Reverse();
        var early = Math.Max(0, origins.Count - PerHalf);
        return new BacktestPlan(horizons, origins[..early], origins[early..]);
    }
}
