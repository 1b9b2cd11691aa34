using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;

namespace MalariaPredictor.Forecasting.Models.Weights;

/// <summary>
/// Combines the members' points at one horizon into a weighted mean, with weights learned from past errors alone.
/// <para>
/// Weight ∝ e^(−p): e is the member's share of all members' mean absolute error on log(1 + cases), forgotten with a half-life of three
/// years; a location's own share counts as much as its n targets against 30 months of everybody's. p = min(24, years of targets known /
/// horizon in years·12): with one independent target members weigh by 1/e, with none alike, with many the better one takes nearly all.
/// </para>
/// </summary>
internal sealed class MemberWeights
{
    private const double HalfLife = 36;
    private const double SteepestPower = 24;
    private const double Pooling = 30;
    private const double NoError = 1e-9;

    private readonly CaseHistory _history;
    private readonly int _horizon;
    private readonly Grid[] _members;
    private readonly double[] _own;
    private readonly double[] _ownTargets;
    private readonly double[] _common;
    private readonly double _kept;
    private readonly double _often;
    private double _targets;

    /// <param name="history">What was known.</param>
    /// <param name="horizon">Index of the horizon.</param>
    /// <param name="members">Origins × locations each.</param>
    public MemberWeights(CaseHistory history, int horizon, Grid[] members)
    {
        (_history, _horizon, _members) = (history, horizon, members);
        (_own, _ownTargets, _common) = (
            new double[members.Length * history.Locations],
            new double[history.Locations],
            new double[members.Length]
        );
        (_kept, _often) = (Forgetting.PerPeriod(HalfLife, history.Calendar.Length), history.Calendar.Length / 12.0);
    }

    /// <summary>Replays one origin; every one in turn from the first replayed.</summary>
    /// <param name="origin">The number of periods known.</param>
    /// <param name="points">A point per location, to be filled; NaN where no member has one.</param>
    public void Step(int origin, Span<double> points)
    {
        Learn(origin - _history.Horizons[_horizon]);
        Span<double> weights = stackalloc double[_members.Length];
        for (var i = 0; i < points.Length; i++)
        {
            Weigh(i, weights);
            points[i] = 0;
            for (var m = 0; m < weights.Length; m++)
            {
                points[i] += weights[m] * _members[m][origin, i];
            }
        }
    }

    /// <summary>The members' weights at a location as of the last origin replayed; they add up to 1.</summary>
    public void Weigh(int location, Span<double> weights)
    {
        var own = _own.AsSpan(location * weights.Length, weights.Length);
        var (allOwn, allCommon, pooling) = (Sum(own), Sum(_common), Pooling * _often);
        var power = Math.Min(SteepestPower, _targets / _history.Horizons[_horizon] / _often);
        var least = double.PositiveInfinity;
        for (var m = 0; m < weights.Length; m++)
        {
            var common = (_common[m] + NoError) / (allCommon + (NoError * weights.Length));
            var mine = allOwn > 0 ? own[m] / allOwn : common;
            weights[m] = ((_ownTargets[location] * mine) + (pooling * common)) / (_ownTargets[location] + pooling);
            least = Math.Min(least, weights[m]);
        }

        for (var m = 0; m < weights.Length; m++)
        {
            weights[m] = Math.Pow(least / weights[m], power);
        }

        var total = Sum(weights);
        for (var m = 0; m < weights.Length; m++)
        {
            weights[m] /= total;
        }
    }

    private void Learn(int origin)
    {
        if (origin < _history.FirstOrigin)
        {
            return;
        }

        Scale(_own);
        Scale(_ownTargets);
        Span<double> sums = stackalloc double[_members.Length];
        var count = 0;
        for (var i = 0; i < _history.Locations; i++)
        {
            var actual = _history.Actual(origin, _horizon, i);
            if (double.IsNaN(actual) || double.IsNaN(_members[0][origin, i]) || _history.Still(origin, i))
            {
                continue;
            }

            count++;
            _ownTargets[i]++;
            for (var m = 0; m < sums.Length; m++)
            {
                var error = Math.Abs(actual - _members[m][origin, i]);
                _own[(i * sums.Length) + m] += error;
                sums[m] += error;
            }
        }

        if (count > 0)
        {
            Scale(_common);
            _targets = (_targets * _kept) + 1;
            for (var m = 0; m < sums.Length; m++)
            {
                _common[m] += sums[m] / count;
            }
        }
    }

    private void Scale(Span<double> values)
    {
        for (var k = 0; k < values.Length; k++)
        {
            values[k] *= _kept;
        }
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }
}
