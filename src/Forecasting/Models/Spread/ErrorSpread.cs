using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;

namespace MalariaPredictor.Forecasting.Models.Spread;

/// <summary>
/// The distribution round the points of one horizon. The size of each error is expected by <see cref="ScaleRegression"/>, where nothing speaks
/// against it as the location's own past size times the recent level of everybody's to the power .4: volatility persists, and the two or three
/// outbreaks of a history cannot teach by how much. The past errors over
/// their expected sizes, of all locations together and recent ones first (half-life 30 months), have the quantiles that are then scaled back.
/// Errors count with both signs, the observed sign the more the more independent targets there are (n/(n + 40 months)); a Laplace distribution is
/// mixed in as if by 50 more errors; <see cref="OuterQuantiles"/> draws in the outermost ones above; 4 % are added to all quantiles, for the sizes are themselves estimated, and a location of n reports is
/// given √(1 + 1/n) times the size, for so uncertain is its level. No quantile lies further than
/// 1.2 + 2/√n above the highest of the location's n values. No interval has no width, the narrowest spans a hundredth: a series that stood
/// still will not for ever. Only where no location ever had a case none is forecast.
/// </summary>
internal sealed class ErrorSpread
{
    private const int Features = 7;
    private const double Symmetry = 40;
    private const double LaplaceErrors = 50;
    private const double Inflation = 1.04;
    private const double AboveHighest = 1.2;
    private const double Narrowest = .002;
    private const double RidgeShare = 4;

    private readonly CaseHistory _history;
    private readonly Grid _points;
    private readonly Grid _anomalies;
    private readonly int _horizon;
    private readonly double[] _coefficients;
    private readonly OuterQuantiles _quantiles;
    private readonly double[] _drawnIn;
    private readonly (double Own, double Recent)[] _sizes;
    private readonly bool _anyCases;

    /// <param name="history">What is known.</param>
    /// <param name="horizon">Index of the horizon.</param>
    /// <param name="points">Origins × locations.</param>
    /// <param name="anomalies">Origins × locations, see <see cref="PooledPersistence.Anomalies"/>.</param>
    public ErrorSpread(CaseHistory history, int horizon, Grid points, Grid anomalies)
    {
        (_history, _horizon, _points, _anomalies) = (history, horizon, points, anomalies);
        _sizes = new (double, double)[history.Locations];
        _anyCases = Enumerable.Range(0, history.Locations).Any(location => Highest(location).Highest > 0);
        var known = Collect();
        var dependence = history.Locations * history.Horizons[horizon] / RidgeShare;
        _coefficients = ScaleRegression.Fit(known.Rows, known.Errors, known.Weights, Prior, dependence);
        _quantiles = new OuterQuantiles(Quantiles(known), history.Locations);
        _drawnIn = DrawnIn(known);
    }

    private static double[] Prior { get; } = [0, 1, .4, 0, 0, 0, 0];

    private static double[] Laplace { get; } =
    [.. QuantileForecast.Levels.ToArray().Select(level => level < .5 ? Math.Log(2 * level) : -Math.Log(2 * (1 - level)))];

    /// <summary>The forecast of a location from the last origin; null where there is no point.</summary>
    public QuantileForecast? Forecast(int location) => Forecast(location, _points[_history.Periods, location]);

    /// <summary>The same round another point.</summary>
    public QuantileForecast? Forecast(int location, double point)
    {
        if (double.IsNaN(point))
        {
            return null;
        }

        Span<double> row = stackalloc double[Features];
        Describe(_history.Periods, location, point, _sizes[location].Own, _sizes[location].Recent, row);
        var (ceiling, count) = Ceiling(location);
        var scale = ScaleRegression.Scale(_coefficients, row) * Math.Sqrt(1 + (1.0 / count));
        Span<double> quantiles = stackalloc double[Laplace.Length];
        for (var k = 0; k < quantiles.Length; k++)
        {
            var least = Narrowest * Laplace[k];
            var error = _quantiles.At(k, _drawnIn[location]) * scale;
            var offset = Laplace[k] < 0 ? Math.Min(error, least) : Math.Max(error, least);
            quantiles[k] = LogScale.ToCases(Math.Clamp(point + (k == quantiles.Length / 2 ? error : offset), 0, ceiling));
        }

        return QuantileForecast.From(quantiles);
    }

    private (double[] Rows, double[] Errors, double[] Weights, (int Location, double Point)[] At, double Targets) Collect()
    {
        var (rows, errors, weights, at) = (new List<double>(), new List<double>(), new List<double>(), new List<(int, double)>());
        var (ahead, targets) = (_history.Horizons[_horizon], 0);
        var sizes = new ErrorSizes(_history, _horizon, _points);
        Span<double> row = stackalloc double[Features];
        for (var origin = _history.FirstOrigin; origin <= _history.Periods; origin++)
        {
            if (origin - ahead >= _history.FirstOrigin)
            {
                sizes.Learn(origin - ahead);
            }

            var before = errors.Count;
            for (var i = 0; i < _history.Locations; i++)
            {
                var point = _points[origin, i];
                var error = _history.Actual(origin, _horizon, i) - point;
                if (origin == _history.Periods)
                {
                    _sizes[i] = (sizes.Of(i), sizes.Recent);
                }
                else if (!double.IsNaN(error))
                {
                    Describe(origin, i, point, sizes.Of(i), sizes.Recent, row);
                    rows.AddRange(row);
                    errors.Add(error);
                    at.Add((i, point));
                    weights.Add(Math.Pow(sizes.Kept, _history.Periods - ahead - origin));
                }
            }

            targets += errors.Count > before ? 1 : 0;
        }

        return ([.. rows], [.. errors], [.. weights], [.. at], targets / (double)ahead);
    }

    /// <summary>What the size of an error may depend on: past sizes, how many cases are expected, and how unusual they are.</summary>
    private void Describe(int origin, int location, double point, double own, double recent, Span<double> row)
    {
        var expected = Math.Max(point, 0);
        row[0] = 1;
        row[1] = Math.Log(own + 1e-3);
        row[2] = Math.Log(recent);
        row[3] = Math.Exp(-expected / 2);
        row[4] = Math.Min(expected, 8) / 4;
        row[5] = Math.Clamp(_anomalies[origin, location], -2, 2);
        row[6] = Math.Abs(point - _history.Latest[origin - 1, location]);
    }

    private double[] Quantiles((double[] Rows, double[] Errors, double[] Weights, (int Location, double Point)[] At, double Targets) known)
    {
        var n = known.Errors.Length;
        if (n == 0)
        {
            return [.. Laplace.Select(value => Inflation * value)];
        }

        var sign = known.Targets / (known.Targets + (Symmetry * _history.Calendar.Length / 12));
        var (values, weights) = (new double[2 * n], new double[2 * n]);
        for (var r = 0; r < n; r++)
        {
            var standardised = known.Errors[r] / ScaleRegression.Scale(_coefficients, known.Rows.AsSpan(r * Features, Features));
            (values[r], values[n + r]) = (standardised, -standardised);
            (weights[r], weights[n + r]) = (known.Weights[r] * (1 + sign) / 2, known.Weights[r] * (1 - sign) / 2);
        }

        var trust = n / (n + LaplaceErrors);
        return [.. WeightedQuantiles.Of(values, weights).Select((value, k) => Inflation * ((trust * value) + ((1 - trust) * Laplace[k])))];
    }

    private double[] DrawnIn((double[] Rows, double[] Errors, double[] Weights, (int Location, double Point)[] At, double Targets) known)
    {
        double[] ceilings = [.. Enumerable.Range(0, _history.Locations).Select(location => Ceiling(location).Ceiling)];
        foreach (var (r, (location, point)) in known.At.Index())
        {
            var scale = ScaleRegression.Scale(_coefficients, known.Rows.AsSpan(r * Features, Features));
            _quantiles.Learn(location, known.Weights[r], point, scale, point + known.Errors[r], ceilings[location]);
        }

        return _quantiles.Find();
    }

    private (double Ceiling, int Count) Ceiling(int location)
    {
        var (highest, count) = Highest(location);
        return (_anyCases ? highest + AboveHighest + (2 / Math.Sqrt(count)) : 0, count);
    }

    private (double Highest, int Count) Highest(int location)
    {
        var (highest, count) = (0.0, 0);
        for (var t = 0; t < _history.Periods; t++)
        {
            var value = _history.Cases[t, location];
            (highest, count) = double.IsNaN(value) ? (highest, count) : (Math.Max(highest, value), count + 1);
        }

        return (highest, Math.Max(1, count));
    }
}
