namespace MalariaPredictor.Forecasting.Nowcasts;

/// <summary>One count as it was known at one time.</summary>
/// <param name="Location">Index of the place.</param>
/// <param name="Period">Index of the period that is counted.</param>
/// <param name="Delay">How many periods later this was known; 0 within the counted period itself.</param>
/// <param name="Count">Cases, NaN where nothing had been reported.</param>
public readonly record struct KnownCount(int Location, int Period, int Delay, double Count);

/// <summary>
/// What was known of each count when: places × periods × delays, cases, NaN where nothing was known or nobody looked. The last period is
/// the one in which the newest reports came. Immutable, thread-safe; the order of the counts given does not matter. Holds
/// 13 numbers per place and period.
/// </summary>
public sealed class ReportingTriangle
{
    /// <summary>Later changes are corrections rather than late reports: they are not looked at.</summary>
    public const int LongestDelay = 12;

    private const int Delays = LongestDelay + 1;

    private readonly double[] _counts;
    private readonly bool[] _seen;

    private ReportingTriangle(int locations, int periods)
    {
        (Locations, Periods) = (locations, periods);
        _counts = new double[locations * periods * Delays];
        _seen = new bool[periods];
        Array.Fill(_counts, double.NaN);
    }

    /// <summary>How many places.</summary>
    public int Locations { get; }

    /// <summary>How many periods.</summary>
    public int Periods { get; }

    /// <summary>In how many periods reports came.</summary>
    public int Vintages => _seen.Count(seen => seen);

    /// <summary>Of counts in any order; those with a longer delay than <see cref="LongestDelay"/> are left out.</summary>
    /// <exception cref="ArgumentException">
    /// A place or period is out of range, a delay is negative or leads beyond the last period, a count is negative or infinite, or one is
    /// given twice.
    /// </exception>
    public static ReportingTriangle Of(int locations, int periods, IEnumerable<KnownCount> counts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(locations);
        ArgumentOutOfRangeException.ThrowIfLessThan(periods, 1);
        var triangle = new ReportingTriangle(locations, periods);
        foreach (var known in counts)
        {
            if (
                known.Location < 0
                || known.Location >= locations
                || known.Period < 0
                || known.Delay < 0
                || known.Period + known.Delay >= periods
                || known.Count < 0
                || double.IsInfinity(known.Count)
            )
            {
                throw new ArgumentException($"{known} lies outside {locations} places and {periods} periods.", nameof(counts));
            }

            if (double.IsNaN(known.Count) || known.Delay > LongestDelay)
            {
                continue;
            }

            ref var cell = ref triangle._counts[triangle.Index(known.Location, known.Period, known.Delay)];
            cell = double.IsNaN(cell) ? known.Count : throw new ArgumentException($"{known} is given twice.", nameof(counts));
            triangle._seen[known.Period + known.Delay] = true;
        }

        return triangle;
    }

    /// <summary>The count known; NaN where there is none.</summary>
    public double At(int location, int period, int delay) =>
        delay is < 0 or > LongestDelay || period < 0 || period + delay >= Periods ? double.NaN : _counts[Index(location, period, delay)];

    /// <summary>Whether reports came in a period.</summary>
    public bool Seen(int period) => _seen[period];

    /// <summary>The count of a period as it was known last, at least so many periods later; NaN where that was never looked up.</summary>
    public double Latest(int location, int period, int leastDelay)
    {
        for (var delay = Math.Min(LongestDelay, Periods - 1 - period); delay >= leastDelay; delay--)
        {
            if (At(location, period, delay) is var count && !double.IsNaN(count))
            {
                return count;
            }
        }

        return double.NaN;
    }

    private int Index(int location, int period, int delay) => (((location * Periods) + period) * Delays) + delay;
}
