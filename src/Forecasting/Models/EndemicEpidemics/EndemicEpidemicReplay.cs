using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;

namespace MalariaPredictor.Forecasting.Models.EndemicEpidemics;

/// <summary>
/// Replays <see cref="EndemicEpidemicFit"/>: a step of the fit each quarter, eight at the first origin. The mean is iterated to each
/// horizon, all locations together. The point is the mean of log(1 + y), by the delta method: log(1 + μ) − ½·log(1 + (μ + ψμ²)/(1 + μ)²),
/// at least 0.
/// </summary>
internal sealed class EndemicEpidemicReplay : IMember
{
    private const int StepsAtFirst = 8;

    private readonly CaseHistory _history;
    private readonly CountHistory _counts;
    private readonly EndemicEpidemicFit _fit;
    private readonly SeasonalRates[] _rates;

    public EndemicEpidemicReplay(CaseHistory history)
    {
        (_history, _counts) = (history, new CountHistory(history));
        (_fit, Paths) = (new EndemicEpidemicFit(history, _counts), new PointPaths(history));
        _rates = [.. Enumerable.Range(0, history.Locations).Select(_ => new SeasonalRates(history.Calendar.Length))];
    }

    /// <summary>The replayed points.</summary>
    public PointPaths Paths { get; }

    /// <inheritdoc/>
    public void Observe(int origin) => _counts.Reveal(origin);

    /// <inheritdoc/>
    public void Predict(int origin, Grid seasons)
    {
        if (origin == _history.FirstOrigin || origin % (_history.Calendar.Length / 4) == 0)
        {
            for (var step = 0; step < (origin == _history.FirstOrigin ? StepsAtFirst : 1); step++)
            {
                _fit.Step(origin);
            }
        }

        for (var i = 0; i < _rates.Length; i++)
        {
            _fit.Write(i, _rates[i]);
        }

        Iterate(origin, season: true, neighbours: true, (j, i, point) => Paths[j][origin, i] = point);
        if (origin == _history.Periods)
        {
            Explain(origin);
        }
    }

    /// <summary>
    /// What would be forecast if all stayed in the season they are in and the others were at their usual level is persistence; what the
    /// seasons add to that is the season's part, and what the others add to both theirs.
    /// </summary>
    private void Explain(int origin)
    {
        Iterate(origin, season: false, neighbours: false, (j, i, still) => Paths.Parts(j, i) = new Contributions(still, -still, 0, 0));
        Iterate(
            origin,
            season: true,
            neighbours: false,
            (j, i, alone) => Paths.Parts(j, i) += new Contributions(0, alone, Paths[j][origin, i] - alone, 0)
        );
    }

    private void Iterate(int origin, bool season, bool neighbours, Action<int, int, double> found)
    {
        var now = _counts.Latest[origin - 1].ToArray();
        var (horizons, calendar) = (_history.Horizons, _history.Calendar);
        var next = 0;
        for (var ahead = 1; next < horizons.Length; ahead++)
        {
            var relative = neighbours ? _counts.Relative(origin, now) : 1;
            var target = calendar[season ? origin - 1 + ahead : origin - 1];
            for (var i = 0; i < now.Length; i++)
            {
                now[i] = _rates[i].Mean(target, now[i], relative * _counts.Levels[i]);
            }

            for (; next < horizons.Length && horizons[next] == ahead; next++)
            {
                for (var i = 0; i < now.Length; i++)
                {
                    found(next, i, Point(now[i]));
                }
            }
        }
    }

    private double Point(double mean)
    {
        var variance = (mean + (_fit.Dispersion * mean * mean)) / ((1 + mean) * (1 + mean));
        return Math.Max(0, double.LogP1(mean) - (.5 * double.LogP1(variance)));
    }
}
