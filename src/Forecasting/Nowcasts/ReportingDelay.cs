namespace MalariaPredictor.Forecasting.Nowcasts;

/// <summary>
/// How counts grow with the delay at which they are known, learned from a reporting triangle as it was at one time. The chain ladder
/// (Mack 1993, doi 10.2143/AST.23.2.2005092): a count known at one delay grows to the next by a factor, which is pooled over places and
/// periods weighted by counts. Each place has its own factor as far as its reports tell it from the pooled one, by the credibility of
/// Bühlmann and Straub (1970). The spread of what is to come adds up the process variance of Mack, the error of a place's factor, and how
/// far all places were late together.
/// </summary>
public sealed class ReportingDelay
{
    /// <summary>Learned from so many periods in which reports came: how places report changes.</summary>
    public const int Window = 24;

    /// <summary>A factor needs the counts of so many periods.</summary>
    public const int FewestPeriods = 3;

    /// <summary>Counts are final where less than this share is still to come.</summary>
    public const double Remaining = .01;

    // From so many periods on, those in which counts grew most and least are left out: all counts may have grown once, because more
    // facilities were entered for all years, or fallen, because double ones were removed.
    private const int Trimmed = 6;

    // A count that grows twentyfold, or falls to a twentieth, was mistyped rather than late.
    private const double Wild = 20;

    private const double Tenth = 1.2815515655446004;

    private readonly Step?[] _steps;

    private ReportingDelay(Step?[] steps)
    {
        _steps = steps;
        First = Array.FindIndex(steps, step => step is not null);
        var end =
            First < 0 ? 0
            : Array.FindIndex(steps, First, step => step is null) is >= 0 and var gap ? gap
            : steps.Length;
        var growth = 1.0;
        for (Settled = end; Settled > Math.Max(0, First); Settled--)
        {
            growth *= steps[Settled - 1]!.Pooled;
            if (growth > 1 + Remaining)
            {
                break;
            }
        }

        (IsLearned, First) = (First >= 0, Math.Max(0, First));
    }

    /// <summary>Whether any factor could be learned.</summary>
    public bool IsLearned { get; }

    /// <summary>The least delay at which counts are known.</summary>
    public int First { get; }

    /// <summary>The delay from which counts are taken as final; 0 where they never grow, or nothing could be learned.</summary>
    public int Settled { get; }

    /// <summary>By what counts known at a delay grow until they are final, pooled over places; 1 from <see cref="Settled"/> on.</summary>
    public double Growth(int delay)
    {
        var growth = 1.0;
        for (var d = Math.Max(delay, First); d < Settled; d++)
        {
            growth *= _steps[d]!.Pooled;
        }

        return growth;
    }

    /// <summary>Learns from what was known at the end of a period.</summary>
    /// <param name="triangle">What was known when; nothing after <paramref name="now"/> is looked at.</param>
    /// <param name="now">Index of the period.</param>
    public static ReportingDelay Learn(ReportingTriangle triangle, int now) =>
        new([.. Enumerable.Range(0, ReportingTriangle.LongestDelay).Select(delay => Step.Learn(triangle, now, delay))]);

    /// <summary>The final count, from one known at a delay: never below it, and higher where more was known.</summary>
    /// <param name="location">Index of the place.</param>
    /// <param name="delay">At least <see cref="First"/>; at <see cref="Settled"/> and later the count is final.</param>
    /// <param name="known">Cases; a whole number gives whole numbers.</param>
    public FinalCount Estimate(int location, int delay, double known)
    {
        var (mean, variance) = (known, 0.0);
        for (var d = delay; d >= First && d < Settled; d++)
        {
            var step = _steps[d]!;
            var factor = step.Of(location);
            variance = (factor * factor * variance) + (step.Process * mean) + (step.Error(location) * mean * mean);
            mean *= factor;
        }

        var more = mean - known;
        if (!(more > 0))
        {
            return new FinalCount(known, known, known);
        }

        // What is to come is lognormal with that mean and variance.
        var spread = double.LogP1(variance / (more * more));
        var middle = more * Math.Exp(-spread / 2);
        var tenth = Math.Exp(Tenth * Math.Sqrt(spread));
        return known == Math.Floor(known)
            ? new FinalCount(known + Math.Round(middle), known + Math.Floor(middle / tenth), known + Math.Ceiling(middle * tenth))
            : new FinalCount(known + middle, known + (middle / tenth), known + (middle * tenth));
    }

    /// <summary>Growth from one delay to the next.</summary>
    private sealed class Step(double pooled, double process, double common, double[] factors, double[] errors)
    {
        public double Pooled => pooled;

        /// <summary>Variance per case.</summary>
        public double Process => process;

        public double Of(int location) => factors[location];

        /// <summary>Variance of the factor.</summary>
        public double Error(int location) => errors[location] + common;

        public static Step? Learn(ReportingTriangle triangle, int now, int delay)
        {
            var periods = Enumerable
                .Range(0, Math.Max(0, now - delay))
                .TakeLast(Window)
                .Select(period =>
                    (Period: period, All: Pairs(triangle, period, delay).Aggregate(default(Sums), (all, pair) => all.With(pair)))
                )
                .Where(period => period.All.Reports > 0)
                .ToList();
            if (periods.Count >= Trimmed)
            {
                periods.Remove(periods.MaxBy(period => period.All.Factor));
                periods.Remove(periods.MinBy(period => period.All.Factor));
            }

            var places = new Sums[triangle.Locations];
            foreach (var pair in periods.SelectMany(period => Pairs(triangle, period.Period, delay)))
            {
                places[pair.Location] = places[pair.Location].With(pair);
            }

            var reporting = places.Where(place => place.Reports > 0).ToList();
            var freedom = reporting.Sum(place => place.Reports) - reporting.Count;
            if (periods.Count < FewestPeriods || freedom < 1)
            {
                return null;
            }

            var (weight, squares) = (reporting.Sum(place => place.Before), reporting.Sum(place => place.Before * place.Before));
            var mean = reporting.Sum(place => place.After) / weight;
            var process = reporting.Sum(place => place.Within) / freedom;
            var between =
                reporting.Count < 2
                    ? 0
                    : Math.Max(
                        0,
                        (reporting.Sum(place => place.Before * Square(place.Factor - mean)) - ((reporting.Count - 1) * process))
                            / (weight - (squares / weight))
                    );
            var common =
                periods.Sum(period => Math.Max(0, Square(period.All.Factor - mean) - (process / period.All.Before))) / (periods.Count - 1);
            var (factors, errors) = (new double[places.Length], new double[places.Length]);
            for (var location = 0; location < places.Length; location++)
            {
                var place = places[location];
                var trust = place.Reports == 0 || between <= 0 ? 0 : between * place.Before / ((between * place.Before) + process);
                factors[location] = Math.Max(1, trust > 0 ? mean + (trust * (place.Factor - mean)) : mean);
                errors[location] = ((1 - trust) * between) + (process / weight);
            }

            return new Step(Math.Max(1, mean), process, common, factors, errors);
        }

        private static IEnumerable<Pair> Pairs(ReportingTriangle triangle, int period, int delay)
        {
            for (var location = 0; location < triangle.Locations; location++)
            {
                var (before, after) = (triangle.At(location, period, delay), triangle.At(location, period, delay + 1));
                if (before > 0 && after + 1 <= Wild * (before + 1) && before + 1 <= Wild * (after + 1))
                {
                    yield return new Pair(location, before, after);
                }
            }
        }

        private static double Square(double value) => value * value;
    }

    private readonly record struct Pair(int Location, double Before, double After);

    /// <summary>Pairs of counts, one delay apart.</summary>
    private readonly record struct Sums(int Reports, double Before, double After, double Ratios)
    {
        public double Factor => After / Before;

        /// <summary>Squared deviations of the pairs' factors from their mean, weighted by counts.</summary>
        public double Within => Math.Max(0, Ratios - (After * After / Before));

        public Sums With(Pair pair) =>
            new(Reports + 1, Before + pair.Before, After + pair.After, Ratios + (pair.After * pair.After / pair.Before));
    }
}

/// <summary>What a count is expected to come to.</summary>
/// <param name="Median">As likely above as below.</param>
/// <param name="Lower">The 10 % quantile.</param>
/// <param name="Upper">The 90 % quantile.</param>
public readonly record struct FinalCount(double Median, double Lower, double Upper);
