using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;

namespace MalariaPredictor.Forecasting.Models.Spread;

/// <summary>
/// How large the errors at one horizon have been up to an origin: of each location (forgotten with a half-life of 30 months and shrunk as
/// by twelve common ones), of all, and of all lately (half-life a month). Before anything is known the common size is .4·(months ahead)^.3.
/// </summary>
internal sealed class ErrorSizes
{
    private const double HalfLife = 30;
    private const double LatelyHalfLife = 1;
    private const double Own = 12;
    private const double Lately = 5;
    private const double Prior = .4;
    private const double PriorErrors = 5;

    private readonly CaseHistory _history;
    private readonly int _horizon;
    private readonly Grid _points;
    private readonly double _kept;
    private readonly double _keptLately;
    private readonly double[] _sums;
    private readonly double[] _weights;
    private double _sum;
    private double _weight = PriorErrors;
    private double _sumLately;
    private double _weightLately;

    public ErrorSizes(CaseHistory history, int horizon, Grid points)
    {
        (_history, _horizon, _points) = (history, horizon, points);
        var year = history.Calendar.Length;
        (_kept, _keptLately) = (Forgetting.PerPeriod(HalfLife, year), Forgetting.PerPeriod(LatelyHalfLife, year));
        (_sums, _weights) = (new double[history.Locations], new double[history.Locations]);
        _sum = PriorErrors * Prior * Math.Pow(history.Horizons[horizon] * 12.0 / year, .3);
    }

    /// <summary>How much an error fades per period.</summary>
    public double Kept => _kept;

    /// <summary>The common size.</summary>
    public double Common => _sum / _weight;

    /// <summary>The common size lately, relative to <see cref="Common"/>.</summary>
    public double Recent => (_sumLately + (Lately * Common)) / (_weightLately + Lately) / Common;

    /// <summary>The size of a location's errors.</summary>
    public double Of(int location) => (_sums[location] + (Own * Common)) / (_weights[location] + Own);

    /// <summary>Takes in the errors of an origin whose target has become known.</summary>
    public void Learn(int origin)
    {
        var (sum, count) = (0.0, 0);
        for (var i = 0; i < _sums.Length; i++)
        {
            var size = Math.Abs(_history.Actual(origin, _horizon, i) - _points[origin, i]);
            if (!double.IsNaN(size))
            {
                _sums[i] = (_sums[i] * _kept) + size;
                _weights[i] = (_weights[i] * _kept) + 1;
                (sum, count) = _history.Still(origin, i) ? (sum, count) : (sum + size, count + 1);
            }
        }

        if (count > 0)
        {
            (_sum, _weight) = ((_sum * _kept) + sum, (_weight * _kept) + count);
            (_sumLately, _weightLately) = ((_sumLately * _keptLately) + sum, (_weightLately * _keptLately) + count);
        }
    }
}
