using System.Runtime.InteropServices;
using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;

namespace MalariaPredictor.Forecasting.Models.Spread;

/// <summary>
/// The distribution round the points of one horizon. The size of each error is expected by <see cref="ScaleRegression"/>, where nothing
/// speaks against it as the location's own past size times the recent level of everybody's to the power .4: volatility persists, and the
/// two or three outbreaks of a history cannot teach by how much. The past errors over their expected sizes have the quantiles that are
/// then scaled back (<see cref="ErrorShape"/>). <see cref="OuterQuantiles"/> draws in the outermost ones above; 4 % are added to all
/// quantiles, for the sizes are themselves estimated, and a location of n reports is given √(1 + 1/n) times the size, for so uncertain is
/// its level. No quantile lies further than 1.2 + 2/√n above the highest of the location's n values. Where all reports are whole numbers,
/// so are the quantiles: the probability of k cases is that of the values between k − ½ and k + ½. Only where no location ever had a case
/// none is forecast.
/// <para>
/// Locations that stood still at an origin (<see cref="CaseHistory.Still"/>) could not be missed from there: nothing is learned from them.
/// Of a large country 300 locations, evenly spread over the list, teach sizes and shape.
/// </para>
/// </summary>
internal sealed class ErrorSpread
{
    private const int Features = 7;
    private const double Inflation = 1.04;
    private const double AboveHighest = 1.2;
    private const double Narrowest = .002;
    private const double RidgeShare = 4;
    private const int MostLocations = 300;

    private readonly CaseHistory _history;
    private readonly int _horizon;
    private readonly Grid _points;
    private readonly Grid _anomalies;
    private readonly ErrorSizes _sizes;
    private readonly Grid _own;
    private readonly double[] _recent;
    private readonly OuterQuantiles _outer;
    private (double[] Coefficients, ErrorShape Shape) _yearly = ([.. Prior], ErrorShape.Unknown);
    private (double[] Coefficients, ErrorShape Shape) _now = ([.. Prior], ErrorShape.Unknown);
    private double[] _factors = [];
    private bool _anyCases;

    /// <param name="history">What is known.</param>
    /// <param name="horizon">Index of the horizon.</param>
    /// <param name="points">Origins × locations.</param>
    /// <param name="anomalies">Origins × locations, see <see cref="PooledPersistence.Anomalies"/>.</param>
    public ErrorSpread(CaseHistory history, int horizon, Grid points, Grid anomalies)
    {
        (_history, _horizon, _points, _anomalies) = (history, horizon, points, anomalies);
        (_own, _recent) = (new Grid(history.Periods + 1, history.Locations), new double[history.Periods + 1]);
        _sizes = new ErrorSizes(history, horizon, points);
        _outer = new OuterQuantiles(history.Locations, _sizes.Kept);
    }

    private static double[] Prior { get; } = [0, 1, .4, 0, 0, 0, 0];

    private static ReadOnlySpan<double> Laplace => ErrorShape.Laplace;

    /// <summary>Replays one origin; every one in turn from the first replayed.</summary>
    public void Step(int origin)
    {
        if ((origin - _history.FirstOrigin) % _history.Calendar.Length == 0)
        {
            _yearly = Learned(origin);
        }

        var target = origin - _history.Horizons[_horizon];
        if (target >= _history.FirstOrigin)
        {
            _sizes.Learn(target);
            LearnOuter(target);
        }

        for (var i = 0; i < _history.Locations; i++)
        {
            _own[origin, i] = _sizes.Of(i);
        }

        _recent[origin] = _sizes.Recent;
    }

    /// <summary>Learns what the forecasts from the newest origin are made with.</summary>
    public void Fit()
    {
        (_now, _factors) = (Learned(_history.Origin), _outer.Find());
        _anyCases = Array.Exists(_history.Highest, highest => highest > 0);
    }

    /// <summary>The forecast of a location from the last origin; null where there is no point.</summary>
    public QuantileForecast? Forecast(int location) => Forecast(location, _points[_history.Origin, location]);

    /// <summary>The same round another point.</summary>
    public QuantileForecast? Forecast(int location, double point)
    {
        if (double.IsNaN(point))
        {
            return null;
        }

        Span<double> row = stackalloc double[Features];
        Describe(_history.Origin, location, point, row);
        var count = Math.Max(1, _history.Reports[location]);
        var ceiling = _anyCases ? _history.Highest[location] + AboveHighest + (2 / Math.Sqrt(count)) : 0;
        var scale = ScaleRegression.Scale(_now.Coefficients, row) * Math.Sqrt(1 + (1.0 / count));
        Span<double> shape = stackalloc double[Laplace.Length];
        _now.Shape.At(point, shape);
        Span<double> quantiles = stackalloc double[Laplace.Length];
        for (var k = 0; k < quantiles.Length; k++)
        {
            var least = Narrowest * Laplace[k];
            var error = Inflation * OuterQuantiles.At(shape, k, _factors[location]) * scale;
            var offset = Laplace[k] < 0 ? Math.Min(error, least) : Math.Max(error, least);
            var cases = LogScale.ToCases(Math.Clamp(point + (k == quantiles.Length / 2 ? error : offset), 0, ceiling));
            quantiles[k] = _history.Whole(location) ? Math.Round(cases, MidpointRounding.AwayFromZero) : cases;
        }

        return QuantileForecast.From(quantiles);
    }

    private void LearnOuter(int target)
    {
        _outer.Fade();
        Span<double> row = stackalloc double[Features];
        Span<double> shape = stackalloc double[Laplace.Length];
        for (var i = 0; i < _history.Locations; i++)
        {
            var (point, actual) = (_points[target, i], _history.Actual(target, _horizon, i));
            if (double.IsNaN(actual - point) || _history.Still(target, i))
            {
                continue;
            }

            Describe(target, i, point, row);
            _yearly.Shape.At(point, shape);
            var ceiling = _history.Highest[i] + AboveHighest + (2 / Math.Sqrt(Math.Max(1, _history.Reports[i])));
            _outer.Learn(i, shape, point, Inflation * ScaleRegression.Scale(_yearly.Coefficients, row), actual, ceiling);
        }
    }

    private (double[] Coefficients, ErrorShape Shape) Learned(int origin)
    {
        int[] changed = [.. Enumerable.Range(0, _history.Locations).Where(_history.Changed)];
        changed = changed.Length > 0 ? changed : [.. Enumerable.Range(0, _history.Locations)];
        var stride = Math.Max(1, (changed.Length + MostLocations - 1) / MostLocations);
        int[] teachers = [.. changed.Where((_, index) => index % stride == 0)];
        var (rows, errors, weights, points) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var (ahead, targets) = (_history.Horizons[_horizon], 0);
        Span<double> row = stackalloc double[Features];
        for (var past = _history.FirstOrigin; past <= origin - ahead; past++)
        {
            var (before, weight) = (errors.Count, Math.Pow(_sizes.Kept, origin - ahead - past));
            foreach (var i in teachers)
            {
                var point = _points[past, i];
                var error = _history.Actual(past, _horizon, i) - point;
                if (!double.IsNaN(error) && !_history.Still(past, i))
                {
                    Describe(past, i, point, row);
                    rows.AddRange(row);
                    errors.Add(error);
                    weights.Add(weight);
                    points.Add(point);
                }
            }

            targets += errors.Count > before ? 1 : 0;
        }

        var dependence = Math.Max(1, teachers.Length) * ahead / RidgeShare;
        var described = CollectionsMarshal.AsSpan(rows);
        var coefficients = ScaleRegression.Fit(
            described,
            CollectionsMarshal.AsSpan(errors),
            CollectionsMarshal.AsSpan(weights),
            Prior,
            dependence
        );
        for (var r = 0; r < errors.Count; r++)
        {
            errors[r] /= ScaleRegression.Scale(coefficients, described.Slice(r * Features, Features));
        }

        return (coefficients, ErrorShape.Of(errors, weights, points, targets / (double)ahead, _history.Calendar.Length));
    }

    /// <summary>What the size of an error may depend on: past sizes, how many cases are expected, and how unusual they are.</summary>
    private void Describe(int origin, int location, double point, Span<double> row)
    {
        var expected = Math.Max(point, 0);
        row[0] = 1;
        row[1] = Math.Log(_own[origin, location] + 1e-3);
        row[2] = Math.Log(_recent[origin]);
        row[3] = Math.Exp(-expected / 2);
        row[4] = Math.Min(expected, 8) / 4;
        row[5] = Math.Clamp(_anomalies[origin, location], -2, 2);
        row[6] = Math.Abs(point - _history.Latest[origin - 1, location]);
    }
}
