using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Seasons;

namespace MalariaPredictor.Forecasting.Models.Cleaning;

/// <summary>
/// Takes out of a history what is more likely a mistake than malaria, on log(1 + cases), one period after the other. It sees nothing after
/// the newest period, so a pass over the whole history meets at each origin what a history that ended there would hold.
/// <para>
/// The newest value of a location has no neighbor after it: it is judged by the step to it (<see cref="LastSteps"/>). When later reports
/// come, the two reports before are judged again, now with neighbors on both sides (<see cref="IsolatedSpikes"/>): an outbreak that goes
/// on is taken as it was reported.
/// </para>
/// </summary>
internal sealed class CaseCleaning
{
    private readonly Grid _reported;
    private readonly Grid _taken;
    private readonly IsolatedSpikes _spikes;
    private readonly LastSteps _steps;
    private readonly int[] _last;
    private readonly int[] _lastButOne;
    private readonly Dictionary<(int Period, int Location), CleaningReason> _reasons = [];

    /// <param name="reported">Periods × locations of log(1 + cases), as reported.</param>
    /// <param name="taken">The same as the models take them; filled here, NaN until a period is revealed.</param>
    /// <param name="calendar">The seasons of those periods.</param>
    public CaseCleaning(Grid reported, Grid taken, SeasonCalendar calendar)
    {
        (_reported, _taken) = (reported, taken);
        (_spikes, _steps) = (new IsolatedSpikes(reported), new LastSteps(taken, calendar));
        (_last, _lastButOne) = (new int[reported.Columns], new int[reported.Columns]);
        Array.Fill(_last, -1);
        Array.Fill(_lastButOne, -1);
    }

    /// <summary>What is not taken as it was reported, and why.</summary>
    public IReadOnlyDictionary<(int Period, int Location), CleaningReason> Reasons => _reasons;

    /// <summary>Earlier values that the newest period changed.</summary>
    public List<Revision> Revised { get; } = [];

    /// <summary>Takes in a period; every one in turn.</summary>
    public void Reveal(int period)
    {
        Revised.Clear();
        _spikes.Begin();
        _steps.Begin();
        for (var i = 0; i < _last.Length; i++)
        {
            var reported = _taken[period, i] = _reported[period, i];
            if (!double.IsNaN(reported))
            {
                JudgeAgain(period, i, _lastButOne[i], settled: true);
                JudgeAgain(period, i, _last[i], settled: false);
                if (_last[i] >= 0 && _steps.Judge(period, i, _last[i], _lastButOne[i]) is { } expected)
                {
                    _taken[period, i] = expected;
                    _reasons[(period, i)] = CleaningReason.ImplausibleLastStep;
                }

                (_lastButOne[i], _last[i]) = (_last[i], period);
            }
        }
    }

    private void JudgeAgain(int period, int location, int earlier, bool settled)
    {
        if (earlier < 0)
        {
            return;
        }

        var (before, place) = (_taken[earlier, location], (earlier, location));
        if (_spikes.Judge(earlier, location, period, settled) is { } median)
        {
            _taken[earlier, location] = median;
            _reasons[place] = CleaningReason.IsolatedSpike;
        }
        else if (_reasons.Remove(place))
        {
            _taken[earlier, location] = _reported[earlier, location];
        }

        if (!_taken[earlier, location].Equals(before))
        {
            Revised.Add(new Revision(earlier, location, before));
        }
    }
}

/// <summary>A value that later reports showed in another light.</summary>
/// <param name="Period">Of the value.</param>
/// <param name="Location">Of the value.</param>
/// <param name="Before">What was taken before.</param>
internal readonly record struct Revision(int Period, int Location, double Before);
