namespace MalariaPredictor.Forecasting.Models.StateSpaces;

/// <summary>
/// A Kalman filter for log(1 + cases) of one location.
/// <para>
/// zₜ = level + deviation + Σ (aⱼ·cos + bⱼ·sin) + noise. The level is a random walk, the deviation an AR(1), the harmonics drift slowly
/// (Harvey 1989, "Forecasting, structural time series models and the Kalman filter"; the basic structural model in trigonometric form
/// with a damped cycle of no frequency). The noise has the variance of counting λ cases on this scale, λ/(1 + λ)² by the delta method, and
/// a share of the mean square step. An innovation beyond 3.5 of its standard deviations is cut there, so that one wild report moves the
/// states by a bounded step. A missing value leaves the states as predicted.
/// </para>
/// </summary>
internal sealed class SeasonalFilter(FilterSetting setting, Harmonics harmonics)
{
    private const double LongestInnovation = 3.5;
    private const double LevelPrior = 1;
    private const double SeasonPrior = .3;
    private const double FewestCases = .3;
    private const double MostLogged = 15;

    private readonly int _size = harmonics.States;
    private readonly double[] _state = new double[harmonics.States];
    private readonly double[] _covariance = new double[harmonics.States * harmonics.States];
    private readonly double[] _gain = new double[harmonics.States];

    /// <summary>Whether it has seen a value.</summary>
    public bool Started { get; private set; }

    /// <summary>Level, deviation, harmonics.</summary>
    public ReadOnlySpan<double> State => _state;

    /// <summary>Their covariance, by rows.</summary>
    public ReadOnlySpan<double> Covariance => _covariance;

    /// <summary>Tells it, before its first value, which season the other locations have; else it starts from none.</summary>
    /// <param name="season">The states of the harmonics.</param>
    public void Expect(ReadOnlySpan<double> season) => season.CopyTo(_state.AsSpan(2));

    /// <summary>A copy that shares nothing.</summary>
    public SeasonalFilter Copy()
    {
        var copy = new SeasonalFilter(setting, harmonics);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Takes over the states of another filter of the same setting.</summary>
    public void CopyFrom(SeasonalFilter other)
    {
        Started = other.Started;
        other._state.CopyTo(_state, 0);
        other._covariance.CopyTo(_covariance, 0);
    }

    /// <summary>Moves one period on and takes in its value.</summary>
    /// <param name="value">log(1 + cases), NaN where missing.</param>
    /// <param name="season">The period's season.</param>
    /// <param name="step">The mean square step of the location, as known before this value.</param>
    public void Step(double value, int season, double step)
    {
        if (Started)
        {
            Predict(step);
        }
        else if (!double.IsNaN(value))
        {
            Start(value - Season(season), step);
        }

        if (!double.IsNaN(value))
        {
            Update(value, harmonics[season], step);
        }
    }

    /// <summary>The level, and what will be left of the deviation.</summary>
    /// <param name="horizon">Periods ahead.</param>
    public double LevelAhead(int horizon) => _state[0] + (Math.Pow(setting.Damping, horizon) * _state[1]);

    /// <summary>What a season adds to the level.</summary>
    public double Season(int season)
    {
        var vector = harmonics[season];
        var sum = 0.0;
        for (var k = 2; k < _size; k++)
        {
            sum += _state[k] * vector[k];
        }

        return sum;
    }

    private void Start(double level, double step)
    {
        Started = true;
        _state[0] = level;
        _covariance[0] = LevelPrior;
        _covariance[_size + 1] = setting.Deviation * step / (1 - (setting.Damping * setting.Damping));
        for (var k = 2; k < _size; k++)
        {
            _covariance[(k * _size) + k] = SeasonPrior / (k / 2 * (k / 2));
        }
    }

    private void Predict(double step)
    {
        _state[1] *= setting.Damping;
        for (var k = 0; k < _size; k++)
        {
            _covariance[_size + k] *= setting.Damping;
        }

        for (var k = 0; k < _size; k++)
        {
            _covariance[(k * _size) + 1] *= setting.Damping;
        }

        _covariance[0] += setting.Level * step;
        _covariance[_size + 1] += setting.Deviation * step;
        for (var k = 2; k < _size; k++)
        {
            _covariance[(k * _size) + k] += setting.Season * step;
        }
    }

    private void Update(double value, ReadOnlySpan<double> vector, double step)
    {
        var (expected, variance) = (0.0, 0.0);
        for (var k = 0; k < _size; k++)
        {
            var product = 0.0;
            var row = _covariance.AsSpan(k * _size, _size);
            for (var l = 0; l < row.Length; l++)
            {
                product += row[l] * vector[l];
            }

            _gain[k] = product;
            expected += _state[k] * vector[k];
            variance += product * vector[k];
        }

        variance += ObservationVariance(expected, step);
        var longest = LongestInnovation * Math.Sqrt(variance);
        var innovation = Math.Clamp(value - expected, -longest, longest);
        for (var k = 0; k < _size; k++)
        {
            var gain = _gain[k] / variance;
            _state[k] += gain * innovation;
            var row = _covariance.AsSpan(k * _size, _size);
            for (var l = 0; l < row.Length; l++)
            {
                row[l] -= gain * _gain[l];
            }
        }
    }

    private double ObservationVariance(double expected, double step)
    {
        var cases = Math.Exp(Math.Clamp(expected, 0, MostLogged)) - 1;
        return (setting.Observation * step) + (Math.Max(cases, FewestCases) / ((1 + cases) * (1 + cases)));
    }
}
