namespace MalariaPredictor.Forecasting.Models.Spread;

/// <summary>
/// How far the three quantiles beyond the 90 % one (95, 97.5 and 99 %) lie from it at each location. Errors are pooled on log(1 + cases), where those of
/// a place with outbreaks years apart are wide: a 99 % quantile of ten times too many costs little there and much in cases. So the distance is drawn
/// in by the factor of .2, .4 … 1 that would have served best on both scales: mean of the pinball losses (Koenker and Bassett 1978) of the three in cases and on log(1 + cases), each
/// relative to that of factor 1, at the location's past targets and as if by twelve more at everybody's, plus .4·(1 − factor)² against drawing in for nothing.
/// No other quantile moves: central intervals of up to 80 % hold what they held.
/// </summary>
internal sealed class OuterQuantiles
{
    private const int First = 20;
    private const double Common = 12;
    private const double Reluctance = .4;

    private readonly double[] _quantiles;
    private readonly double[] _inCases;
    private readonly double[] _logged;
    private readonly double[] _targets;

    /// <param name="quantiles">Of errors over their expected sizes.</param>
    /// <param name="locations">How many.</param>
    public OuterQuantiles(double[] quantiles, int locations)
    {
        _quantiles = quantiles;
        (_inCases, _logged, _targets) = (
            new double[locations * Factors.Length],
            new double[locations * Factors.Length],
            new double[locations]
        );
    }

    // The last one changes nothing.
    private static double[] Factors { get; } = [.2, .4, .6, .8, 1];

    /// <summary>Takes in a past target.</summary>
    /// <param name="location">Where.</param>
    /// <param name="weight">How much it counts.</param>
    /// <param name="point">What was expected, log(1 + cases).</param>
    /// <param name="scale">The expected size of the error.</param>
    /// <param name="actual">What came, log(1 + cases).</param>
    /// <param name="ceiling">No quantile lies higher.</param>
    public void Learn(int location, double weight, double point, double scale, double actual, double ceiling)
    {
        _targets[location] += weight;
        var cases = Math.Exp(actual);
        for (var f = 0; f < Factors.Length; f++)
        {
            ref var inCases = ref _inCases[(location * Factors.Length) + f];
            ref var logged = ref _logged[(location * Factors.Length) + f];
            for (var k = First; k < _quantiles.Length; k++)
            {
                var quantile = Math.Clamp(point + (At(k, Factors[f]) * scale), 0, ceiling);
                inCases += weight * Pinball(QuantileForecast.Levels[k], cases - Math.Exp(quantile));
                logged += weight * Pinball(QuantileForecast.Levels[k], actual - quantile);
            }
        }
    }

    /// <summary>The factor of each location.</summary>
    public double[] Find()
    {
        var locations = _targets.Length;
        var (own, common) = (new double[locations][], new double[Factors.Length]);
        var scored = Enumerable.Range(0, locations).Where(i => _inCases[((i + 1) * Factors.Length) - 1] > 0).ToArray();
        foreach (var i in scored)
        {
            own[i] =
            [
                .. Enumerable
                    .Range(i * Factors.Length, Factors.Length)
                    .Select(at =>
                        (
                            (_inCases[at] / _inCases[((i + 1) * Factors.Length) - 1])
                            + (_logged[at] / _logged[((i + 1) * Factors.Length) - 1])
                        ) / 2
                    ),
            ];
            for (var f = 0; f < common.Length; f++)
            {
                common[f] += own[i][f] / scored.Length;
            }
        }

        return
        [
            .. Enumerable
                .Range(0, locations)
                .Select(i => scored.Length == 0 ? 1 : Factors[Enumerable.Range(0, Factors.Length).MinBy(f => Loss(i, f))]),
        ];

        double Loss(int i, int f) =>
            (((_targets[i] * (own[i]?[f] ?? 1)) + (Common * common[f])) / (_targets[i] + Common))
            + (Reluctance * (1 - Factors[f]) * (1 - Factors[f]));
    }

    /// <summary>The quantile of that index, drawn in by a factor if it is one of the outer three.</summary>
    public double At(int k, double factor) =>
        k < First ? _quantiles[k] : _quantiles[First - 1] + (factor * (_quantiles[k] - _quantiles[First - 1]));

    private static double Pinball(double level, double error) => error > 0 ? level * error : (level - 1) * error;
}
