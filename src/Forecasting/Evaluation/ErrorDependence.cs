using MalariaPredictor.Forecasting.Samples;

namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>
/// Estimates a <see cref="Dependence"/> from the normal scores of past forecasts by the method of moments. Let T(h, h′) be the mean product
/// of the scores of one location at horizons h and h′ from one origin, and C(h, h′) that of two different locations. Then the common share
/// at h is C(h, h) / T(h, h); C is the product of the common parts, T − C that of the own parts, and their correlations over horizons give
/// the two powers. Products are not centered: an error that all locations share at every origin is common too.
/// <para>
/// Locations are many but origins are few, and neighboring origins meet the same weather. So the common share is drawn towards the assumed
/// one with the weight of <see cref="AssumedOrigins"/> origins.
/// </para>
/// </summary>
public static class ErrorDependence
{
    /// <summary>How many origins the assumed common share is worth.</summary>
    public const int AssumedOrigins = 6;

    private const double MostCommon = .95;

    /// <summary>From the scored cases of one model.</summary>
    public static Dependence Estimate(IEnumerable<ScoredCase> cases)
    {
        var moments = new ScoreMoments(cases);
        if (moments.Origins == 0)
        {
            return Dependence.Assumed;
        }

        CommonShare[] shares =
        [
            .. moments.Horizons.Select(horizon => new CommonShare(horizon, Drawn(Share(moments, horizon), moments.Origins))),
        ];
        return new Dependence(
            shares,
            Decay(moments.Horizons, moments.Between, Dependence.Assumed.CommonDecay),
            Decay(moments.Horizons, (h, k) => moments.Within(h, k) - moments.Between(h, k), Dependence.Assumed.OwnDecay),
            moments.Origins
        );
    }

    private static double Share(ScoreMoments moments, int horizon)
    {
        var all = moments.Within(horizon, horizon);
        return all > 0 ? Math.Clamp(moments.Between(horizon, horizon) / all, 0, MostCommon) : Dependence.Assumed.ShareAt(horizon);
    }

    private static double Drawn(double share, int origins) =>
        ((origins * share) + (AssumedOrigins * Dependence.Assumed.ShareAt(1))) / (origins + AssumedOrigins);

    /// <summary>The power a for which (h / h′)^a fits the correlations best, in logarithms, longer spans counting more.</summary>
    private static double Decay(IReadOnlyList<int> horizons, Func<int, int, double> product, double otherwise)
    {
        var (top, bottom) = (0.0, 0.0);
        for (var i = 0; i < horizons.Count; i++)
        {
            for (var j = i + 1; j < horizons.Count; j++)
            {
                var scale = product(horizons[i], horizons[i]) * product(horizons[j], horizons[j]);
                if (scale > 0)
                {
                    var span = Math.Log((double)horizons[j] / horizons[i]);
                    var correlation = Math.Clamp(product(horizons[i], horizons[j]) / Math.Sqrt(scale), .02, 1);
                    (top, bottom) = (top - (span * Math.Log(correlation)), bottom + (span * span));
                }
            }
        }

        return bottom > 0 ? top / bottom : otherwise;
    }
}
