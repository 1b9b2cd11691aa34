namespace MalariaPredictor.Forecasting.Samples;

/// <summary>
/// How forecast errors go together: a Gaussian copula with one factor that all locations share. The normal score of the error of a
/// location at horizon h is √s(h)·F(h) + √(1 − s(h))·E(h). F is common to all locations, E the location's own; both carry over from one
/// horizon to a later one with the correlation (h / h′) to a power: ½ for errors that add up like a random walk, 0 for errors that
/// stay, larger for errors that are soon forgotten.
/// </summary>
/// <param name="Common">The common share s of the variance, by horizon, ascending; 0…1. Between horizons it is interpolated.</param>
/// <param name="CommonDecay">The power for F, at least 0.</param>
/// <param name="OwnDecay">The power for E, at least 0.</param>
/// <param name="Origins">From how many past origins it was estimated; 0 where it was assumed.</param>
public sealed record Dependence(IReadOnlyList<CommonShare> Common, double CommonDecay, double OwnDecay, int Origins)
{
    /// <summary>
    /// What is assumed where no past errors are at hand: a fifth of the variance is common, and lasts longer than the rest. That is about
    /// the middle of what five data sets of malaria and dengue in five countries show (docs/chap.md).
    /// </summary>
    public static Dependence Assumed { get; } = new([new CommonShare(1, .2)], .3, .6, 0);

    /// <summary>Nothing in common between locations: for comparison, and for places that have nothing to do with each other.</summary>
    public static Dependence Apart { get; } = new([new CommonShare(1, 0)], .5, .5, 0);

    /// <summary>The common share at a horizon: that of the nearest ones known, weighted by distance.</summary>
    public double ShareAt(int horizon)
    {
        if (Common.Count == 0)
        {
            return 0;
        }

        var right = Common.TakeWhile(known => known.Horizon < horizon).Count();
        if (right == 0 || right == Common.Count)
        {
            return Common[Math.Min(right, Common.Count - 1)].Share;
        }

        var (before, after) = (Common[right - 1], Common[right]);
        return before.Share + ((after.Share - before.Share) * (horizon - before.Horizon) / (after.Horizon - before.Horizon));
    }

    /// <summary>The correlation, from one horizon to a later one, of a part that decays with a power.</summary>
    internal static double CarriedOver(int earlier, int later, double decay) => Math.Pow((double)earlier / later, decay);
}

/// <summary>The share of the variance of the errors at a horizon that all locations have in common, 0…1.</summary>
public sealed record CommonShare(int Horizon, double Share);
