using MalariaPredictor.Forecasting.Scoring;

namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>
/// Sums that become <see cref="MeanScores"/>. Not thread-safe: cases are added in one order, so that sums repeat bit for bit.
/// </summary>
internal sealed class ScoreSums
{
    private int _cases;
    private int _paired;
    private (double Wis, double LogWis, double Error) _sum;
    private (int In50, int In80, int In95) _held;
    private double _held80;
    private (double Wis, double LogWis) _own;
    private (double Wis, double LogWis) _yardstick;

    /// <summary>How many cases the yardstick was scored on too.</summary>
    public int Paired => _paired;

    public void Add(ScoredCase found, ForecastScore? yardstick)
    {
        var score = found.Score;
        _cases++;
        _held80 += found.Held80;
        _sum = (_sum.Wis + score.Wis, _sum.LogWis + score.LogWis, _sum.Error + score.AbsoluteError);
        _held = (_held.In50 + (score.In50 ? 1 : 0), _held.In80 + (score.In80 ? 1 : 0), _held.In95 + (score.In95 ? 1 : 0));
        if (yardstick is { } other)
        {
            _paired++;
            _own = (_own.Wis + score.Wis, _own.LogWis + score.LogWis);
            _yardstick = (_yardstick.Wis + other.Wis, _yardstick.LogWis + other.LogWis);
        }
    }

    public MeanScores ToMeans()
    {
        var n = Math.Max(1, _cases);
        return new MeanScores(
            _cases,
            _sum.Wis / n,
            _sum.LogWis / n,
            _sum.Error / n,
            (double)_held.In50 / n,
            (double)_held.In80 / n,
            (double)_held.In95 / n,
            _yardstick.Wis > 0 ? _own.Wis / _yardstick.Wis : null,
            _yardstick.LogWis > 0 ? _own.LogWis / _yardstick.LogWis : null,
            _cases > 0 ? _held80 / n : null
        );
    }
}
