using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.AnomalyRidges;

/// <summary>
/// Replays the ridge: direct per horizon, all locations in one regression, on the error of <see cref="PooledPersistence"/>. At each origin
/// it first learns from the target that has just become known, then predicts; past equations fade with a half-life of 30 months. Rows
/// count inversely to the location's error scale, errors are cut at three times that scale, and a correction is at most 3.
/// </summary>
internal sealed class RidgeReplay : IMember
{
    private const double HalfLife = 30;
    private const double LongestError = 3;
    private const double LeastScale = .2;
    private const double LeastCommon = .3;
    private const double LongestCorrection = 3;

    private readonly CaseHistory _history;
    private readonly PointPaths _base;
    private readonly Weather _weather;
    private readonly RidgeFeatures _features;
    private readonly RidgeEquations[] _equations;
    private readonly ErrorScale[] _scales;
    private readonly ClimateSwitch[] _switches;
    private readonly ClimateSwitch[] _furtherSwitches;
    private readonly double[][] _recent;
    private readonly Grid[] _with;
    private readonly Grid[] _without;
    private readonly Grid[] _further;
    private readonly Grid[] _nearer;
    private readonly double[][] _coefficients;
    private readonly bool[] _climate;
    private readonly bool[] _usesFurther;
    private readonly bool _hasFurther;

    public RidgeReplay(CaseHistory history, Panel panel, PointPaths errorsOf)
    {
        var kept = Forgetting.PerPeriod(HalfLife, history.Calendar.Length);
        (_history, _base, _weather) = (history, errorsOf, new Weather(panel, history));
        _features = new RidgeFeatures(history, _weather);
        _equations = Array.ConvertAll(history.Horizons, _ => new RidgeEquations(_features.Count, kept));
        _scales = Array.ConvertAll(history.Horizons, _ => new ErrorScale(history.Locations, kept));
        (_switches, _furtherSwitches) = (Switches(), Switches());
        _recent = Array.ConvertAll(history.Horizons, horizon => new double[(horizon + 1) * history.Locations * _features.Count]);
        (_with, _without) = (Array.ConvertAll(history.Horizons, _ => Points()), Array.ConvertAll(history.Horizons, _ => Points()));
        _hasFurther = _features.Count > _features.Further;
        (_further, _nearer) = _hasFurther
            ? (Array.ConvertAll(history.Horizons, _ => Points()), Array.ConvertAll(history.Horizons, _ => Points()))
            : ([], []);
        (_coefficients, _climate) = (new double[history.Horizons.Length][], new bool[history.Horizons.Length]);
        _usesFurther = new bool[history.Horizons.Length];
        Paths = new PointPaths(history);

        Grid Points() => new(history.Periods + 1, history.Locations);

        ClimateSwitch[] Switches() => Array.ConvertAll(history.Horizons, _ => new ClimateSwitch(history.Calendar.Length));
    }

    /// <summary>The replayed points.</summary>
    public PointPaths Paths { get; }

    /// <summary>The weather that is given well enough to learn from.</summary>
    public IReadOnlyList<string> WeatherGiven => _weather.Given(_history.Origin);

    /// <inheritdoc/>
    public void Observe(int origin) => _weather.Reveal(origin);

    /// <inheritdoc/>
    public void Predict(int origin, Grid seasons)
    {
        _features.Reveal(origin, seasons);
        for (var j = 0; j < _history.Horizons.Length; j++)
        {
            Learn(j, origin - _history.Horizons[j]);
            PredictAt(j, origin);
        }
    }

    /// <summary>At the last origin and the horizon of that index: whether the weather is used, and if not, why.</summary>
    public ClimateUse Climate(int horizon) =>
        new(
            _history.Horizons[horizon],
            WeatherGiven.Count == 0 ? ClimateState.NotGiven
                : !_weather.Reaches(_history.Periods) ? ClimateState.EndsTooEarly
                : _climate[horizon] ? ClimateState.On
                : ClimateState.Off,
            _switches[horizon].RelativeError
        )
        {
            Further = _weather.FurtherGiven(_history.Origin) is { Count: > 0 } given
                ? new FurtherUse(given, _usesFurther[horizon], _furtherSwitches[horizon].RelativeError)
                : null,
        };

    /// <inheritdoc/>
    public double PointUnder(Panel other, int horizon, int location)
    {
        var point = _base[horizon][_history.Periods, location];
        if (_coefficients[horizon].Length == RidgeFeatures.Climate || double.IsNaN(point))
        {
            return Paths[horizon][_history.Periods, location];
        }

        var row = Row(horizon, _history.Periods, location).ToArray();
        _features.WriteClimate(other, location, row);
        return Corrected(point, Dot(_coefficients[horizon], row));
    }

    private Span<double> Row(int horizon, int origin, int location) =>
        _recent[horizon]
            .AsSpan((((origin % (_history.Horizons[horizon] + 1)) * _history.Locations) + location) * _features.Count, _features.Count);

    private void Learn(int horizon, int origin)
    {
        if (origin < _history.FirstOrigin)
        {
            return;
        }

        var (equations, scales) = (_equations[horizon], _scales[horizon]);
        var (with, without, further, nearer, count) = (0.0, 0.0, 0.0, 0.0, 0);
        equations.Begin();
        for (var i = 0; i < _history.Locations; i++)
        {
            var actual = _history.Actual(origin, horizon, i);
            var error = actual - _base[horizon][origin, i];
            if (double.IsNaN(error) || _history.Still(origin, i))
            {
                continue;
            }

            var scale = scales.Add(i, error);
            var longest = LongestError * scale * Math.Max(LeastCommon, 2 * scales.Common);
            equations.Add(Row(horizon, origin, i), 1 / Math.Max(scale, LeastScale), Math.Clamp(error, -longest, longest));
            with += Math.Abs(actual - _with[horizon][origin, i]);
            without += Math.Abs(actual - _without[horizon][origin, i]);
            further += _hasFurther ? Math.Abs(actual - _further[horizon][origin, i]) : 0;
            nearer += _hasFurther ? Math.Abs(actual - _nearer[horizon][origin, i]) : 0;
            count++;
        }

        equations.End();
        if (count > 0)
        {
            _switches[horizon].Learn(with / count, without / count);
            _furtherSwitches[horizon].Learn(further / count, nearer / count);
        }
    }

    private void PredictAt(int horizon, int origin)
    {
        var (further, with) = (new double[_features.Count], new double[_features.Further]);
        var without = new double[RidgeFeatures.Climate];
        if (_equations[horizon].Any)
        {
            _equations[horizon].Solve(further, with, without);
        }

        _climate[horizon] = _features.Further > RidgeFeatures.Climate && _weather.Reaches(origin) && _switches[horizon].On;
        // Weather that has lost is not brought back by what follows from it.
        _usesFurther[horizon] =
            _hasFurther
            && _weather.FurtherReaches(origin)
            && _furtherSwitches[horizon].Won
            && (_climate[horizon] || _features.Further == RidgeFeatures.Climate);
        var used = _coefficients[horizon] =
            _usesFurther[horizon] ? further
            : _climate[horizon] ? with
            : without;
        for (var i = 0; i < _history.Locations; i++)
        {
            var point = _base[horizon][origin, i];
            if (double.IsNaN(point))
            {
                continue;
            }

            var row = Row(horizon, origin, i);
            _features.Write(origin, horizon, i, row);
            _with[horizon][origin, i] = Corrected(point, Dot(with, row));
            _without[horizon][origin, i] = Corrected(point, Dot(without, row));
            var nearer = (_climate[horizon] ? _with : _without)[horizon][origin, i];
            if (_hasFurther)
            {
                _further[horizon][origin, i] = Corrected(point, Dot(further, row));
                _nearer[horizon][origin, i] = nearer;
            }

            Paths[horizon][origin, i] = _usesFurther[horizon] ? _further[horizon][origin, i] : nearer;
            if (origin == _history.Periods)
            {
                Paths.Parts(horizon, i) = _base.Parts(horizon, i) + Parts(used, row);
            }
        }
    }

    private static double Corrected(double point, double correction) =>
        Math.Max(0, point + Math.Clamp(correction, -LongestCorrection, LongestCorrection));

    private static Contributions Parts(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> row) =>
        new(
            Dot(coefficients[..RidgeFeatures.Season], row),
            Dot(coefficients[RidgeFeatures.Season..RidgeFeatures.Neighbours], row[RidgeFeatures.Season..]),
            Dot(coefficients[RidgeFeatures.Neighbours..RidgeFeatures.Climate], row[RidgeFeatures.Neighbours..]),
            Dot(coefficients[RidgeFeatures.Climate..], row[RidgeFeatures.Climate..])
        );

    private static double Dot(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> row)
    {
        var sum = 0.0;
        for (var k = 0; k < coefficients.Length; k++)
        {
            sum += coefficients[k] * row[k];
        }

        return sum;
    }
}
