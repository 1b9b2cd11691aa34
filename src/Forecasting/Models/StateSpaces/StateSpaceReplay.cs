using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;

namespace MalariaPredictor.Forecasting.Models.StateSpaces;

/// <summary>
/// Runs a <see cref="SeasonalFilter"/> per location and setting over the history, and averages the settings per horizon by what all
/// locations' errors say of them: weights ∝ (sum of |error| / √step variance)^(−p), forgotten with a half-life of four years, p the number
/// of independent past targets, at most 36. With a short history all settings weigh alike. A location that starts to report when others
/// have done so for a year starts from their mean season.
/// </summary>
internal sealed class StateSpaceReplay : IMember
{
    private const double HalfLife = 48;
    private const double SteepestPower = 36;
    private const double NoError = 1e-9;

    private readonly CaseHistory _history;
    private readonly SeasonalFilter[] _filters;
    private readonly StepVariance _variance;
    private readonly double[][] _recent;
    private readonly double[][] _errors;
    private readonly double[] _targets;
    private readonly int[] _ages;
    private readonly double _kept;
    private readonly int _settings;
    private readonly Dictionary<int, (int Origin, SeasonalFilter[] Filters)> _before = [];

    public StateSpaceReplay(CaseHistory history)
    {
        _history = history;
        var year = history.Calendar.Length;
        var settings = FilterSetting.Grid(year);
        var harmonics = new Harmonics(year);
        _settings = settings.Length;
        _filters =
        [
            .. from location in Enumerable.Range(0, history.Locations)
            from setting in settings
            select new SeasonalFilter(setting, harmonics),
        ];
        _ages = new int[_filters.Length];
        _variance = new StepVariance(history.Periods + 1, history.Locations);
        _recent = Array.ConvertAll(history.Horizons, horizon => new double[(horizon + 1) * _filters.Length]);
        _errors = Array.ConvertAll(history.Horizons, _ => new double[_settings]);
        _targets = new double[history.Horizons.Length];
        _kept = Forgetting.PerPeriod(HalfLife, year);
        Paths = new PointPaths(history);
    }

    /// <summary>The replayed points.</summary>
    public PointPaths Paths { get; }

    /// <inheritdoc/>
    public void Observe(int origin)
    {
        // The variance before the value is the one to judge it by; of the first value nothing is known before.
        if (origin == 1)
        {
            _variance.Step(1, _history);
        }

        var cases = _history.Cases[origin - 1];
        var known = _variance[Math.Max(1, origin - 1)];
        Revise(origin);
        Introduce(cases, origin);
        for (var k = 0; k < _filters.Length; k++)
        {
            _filters[k].Step(cases[k / _settings], _history.Calendar[origin - 1], known[k / _settings]);
        }

        if (origin > 1)
        {
            _variance.Step(origin, _history);
        }
    }

    /// <inheritdoc/>
    public void Predict(int origin, Grid seasons)
    {
        for (var j = 0; j < _history.Horizons.Length; j++)
        {
            Learn(j, origin - _history.Horizons[j]);
            Forecast(j, origin);
        }
    }

    /// <summary>
    /// Where the newest value is not taken as reported, keeps the filters as they were before it; where a later report shows that it has
    /// to be taken otherwise, goes back to them.
    /// </summary>
    private void Revise(int origin)
    {
        foreach (var (period, location, _) in _history.Revised)
        {
            if (_before.TryGetValue(location, out var before) && before.Origin <= period + 1)
            {
                for (var m = 0; m < _settings; m++)
                {
                    var filter = _filters[(location * _settings) + m];
                    filter.CopyFrom(before.Filters[m]);
                    for (var t = before.Origin; t < origin; t++)
                    {
                        filter.Step(_history.Cases[t - 1, location], _history.Calendar[t - 1], _variance[Math.Max(1, t - 1)][location]);
                    }
                }
            }
        }

        for (var i = 0; i < _history.Locations; i++)
        {
            if (_history.Suspect(i))
            {
                _before[i] = (origin, [.. _filters.AsSpan(i * _settings, _settings).ToArray().Select(filter => filter.Copy())]);
            }
        }
    }

    /// <summary>Tells the filters that now get their first value which season the older ones have found.</summary>
    private void Introduce(ReadOnlySpan<double> cases, int origin)
    {
        for (var k = 0; k < _filters.Length; k++)
        {
            if (_filters[k].Started)
            {
                _ages[k]++;
            }
        }

        if (origin <= _history.Calendar.Length)
        {
            return;
        }

        for (var m = 0; m < _settings; m++)
        {
            double[]? mean = null;
            for (var i = 0; i < cases.Length; i++)
            {
                var filter = _filters[(i * _settings) + m];
                if (!filter.Started && !double.IsNaN(cases[i]))
                {
                    filter.Expect(mean ??= MeanSeason(m));
                }
            }
        }
    }

    private double[] MeanSeason(int setting)
    {
        var mean = new double[_filters[setting].State.Length - 2];
        var count = 0;
        for (var k = setting; k < _filters.Length; k += _settings)
        {
            if (_ages[k] >= _history.Calendar.Length)
            {
                count++;
                for (var s = 0; s < mean.Length; s++)
                {
                    mean[s] += (_filters[k].State[2 + s] - mean[s]) / count;
                }
            }
        }

        return mean;
    }

    private Span<double> Recent(int horizon, int origin) =>
        _recent[horizon].AsSpan(origin % (_history.Horizons[horizon] + 1) * _filters.Length, _filters.Length);

    /// <summary>Takes in the errors of the origin whose target has just become known.</summary>
    private void Learn(int horizon, int origin)
    {
        if (origin < _history.FirstOrigin)
        {
            return;
        }

        var errors = _errors[horizon];
        var said = Recent(horizon, origin);
        var variance = _variance[origin];
        _targets[horizon] = (_targets[horizon] * _kept) + 1;
        for (var m = 0; m < _settings; m++)
        {
            errors[m] *= _kept;
        }

        for (var k = 0; k < said.Length; k++)
        {
            var error = _history.Actual(origin, horizon, k / _settings) - said[k];
            if (!double.IsNaN(error) && !_history.Still(origin, k / _settings))
            {
                errors[k % _settings] += Math.Abs(error) / Math.Sqrt(variance[k / _settings]);
            }
        }
    }

    private void Forecast(int horizon, int origin)
    {
        var ahead = _history.Horizons[horizon];
        var said = Recent(horizon, origin);
        var target = _history.Calendar[origin - 1 + ahead];
        Span<double> weights = stackalloc double[_settings];
        Weigh(horizon, weights);
        for (var i = 0; i < _history.Locations; i++)
        {
            var (point, parts) = (0.0, default(Contributions));
            var last = Math.Max(0, _history.LastReport(origin, i));
            for (var m = 0; m < _settings; m++)
            {
                var filter = _filters[(i * _settings) + m];
                var (level, season) = (filter.LevelAhead(ahead), filter.Season(target));
                said[(i * _settings) + m] = filter.Started ? Math.Max(0, level + season) : double.NaN;
                point += weights[m] * said[(i * _settings) + m];
                if (origin == _history.Periods)
                {
                    var before = filter.Season(_history.Calendar[last]);
                    parts += weights[m] * new Contributions(level + before, season - before, 0, 0);
                }
            }

            (Paths[horizon][origin, i], Paths.Parts(horizon, i)) = (point, parts);
        }
    }

    private void Weigh(int horizon, Span<double> weights)
    {
        var errors = _errors[horizon];
        var (least, power) = (errors.Min() + NoError, Math.Min(_targets[horizon] / _history.Horizons[horizon], SteepestPower));
        var total = 0.0;
        for (var m = 0; m < weights.Length; m++)
        {
            weights[m] = Math.Pow(least / (errors[m] + NoError), power);
            total += weights[m];
        }

        for (var m = 0; m < weights.Length; m++)
        {
            weights[m] /= total;
        }
    }
}
