namespace MalariaPredictor.Forecasting.Models.Spread;

/// <summary>
/// How far the three quantiles beyond the 90 % one (95, 97.5 and 99 %) lie from it at each location. Errors are pooled on log(1 + cases),
/// where those of a place with outbreaks years apart are wide: a 99 % quantile of ten times too many costs little there and much in cases.
/// So the distance is drawn in by the factor of .2, .4 … 1 that would have served best on both scales: mean of the pinball losses (Koenker
/// and Bassett 1978) of the three in cases and on log(1 + cases), each relative to that of factor 1, at the location's past targets and as
/// if by twelve more at everybody's, plus .4·(1 − factor)² against drawing in for nothing. No other quantile moves: central intervals of
/// up to 80 % hold what they held.
/// </summary>
/// <param name="locations">How many.</param>
/// <param name="kept">How much of a target is left after one period.</param>
internal sealed class OuterQuantiles(int locations, double kept)
{
    private const int First = 20;
    private const double Common = 12;
    private const double Reluctance = .4;

    // The last one changes nothing.
    private static readonly double[] Factors = [.2, .4, .6, .8, 1];

    private readonly double[] _inCases = new double[locations * Factors.Length];
    private readonly double[] _logged = new double[locations * Factors.Length];
    private readonly double[] _targets = new double[locations];

    /// <summary>Forgets a little of all before.</summary>
    public void Fade()
    {
        Scale(_inCases);
        Scale(_logged);
        Scale(_targets);
    }

    /// <summary>Takes in a past target.</summary>
    /// <param name="location">Where.</param>
    /// <param name="quantiles">Of errors over their expected sizes.</param>
    /// <param name="point">What was expected, log(1 + cases).</param>
    /// <param name="scale">The expected size of the error.</param>
    /// <param name="actual">What came, log(1 + cases).</param>
    /// <param name="ceiling">No quantile lies higher.</param>
    public void Learn(int location, ReadOnlySpan<double> quantiles, double point, double scale, double actual, double ceiling)
    {
        _targets[location]++;
        var cases = Math.Exp(actual);
        for (var f = 0; f < Factors.Length; f++)
        {
            ref var inCases = ref _inCases[(location * Factors.Length) + f];
            ref var logged = ref _logged[(location * Factors.Length) + f];
            for (var k = First; k < quantiles.Length; k++)
            {
                var quantile = Math.Clamp(point + (At(quantiles, k, Factors[f]) * scale), 0, ceiling);
                inCases += Pinball(QuantileForecast.Levels[k], cases - Math.Exp(quantile));
                logged += Pinball(QuantileForecast.Levels[k], actual - quantile);
            }
        }
    }

    /// <summary>The factor of each location.</summary>
    public double[] Find()
    {
        var (common, scored) = (new double[Factors.Length], 0);
        for (var i = 0; i < locations; i++)
        {
            scored += IsScored(i) ? 1 : 0;
            for (var f = 0; IsScored(i) && f < common.Length; f++)
            {
                common[f] += Relative(i, f);
            }
        }

        var found = new double[locations];
        for (var i = 0; i < locations; i++)
        {
            var best = double.PositiveInfinity;
            for (var f = 0; f < common.Length; f++)
            {
                var everybody = scored > 0 ? common[f] / scored : 1;
                var own = IsScored(i) ? Relative(i, f) : everybody;
                var loss =
                    (((_targets[i] * own) + (Common * everybody)) / (_targets[i] + Common))
                    + (Reluctance * (1 - Factors[f]) * (1 - Factors[f]));
                (best, found[i]) = loss < best ? (loss, Factors[f]) : (best, found[i]);
            }
        }

        return found;
    }

    /// <summary>The quantile of that index, drawn in by a factor if it is one of the outer three.</summary>
    public static double At(ReadOnlySpan<double> quantiles, int k, double factor) =>
        k < First ? quantiles[k] : quantiles[First - 1] + (factor * (quantiles[k] - quantiles[First - 1]));

    private bool IsScored(int location) => _inCases[((location + 1) * Factors.Length) - 1] > 0;

    private double Relative(int location, int factor)
    {
        var (at, last) = ((location * Factors.Length) + factor, ((location + 1) * Factors.Length) - 1);
        return ((_inCases[at] / _inCases[last]) + (_logged[at] / _logged[last])) / 2;
    }

    private void Scale(double[] values)
    {
        for (var k = 0; k < values.Length; k++)
        {
            values[k] *= kept;
        }
    }

    private static double Pinball(double level, double error) => error > 0 ? level * error : (level - 1) * error;
}
