using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;

namespace MalariaPredictor.Forecasting.Models.Weights;

/// <summary>The members' weighted mean at one horizon, at every origin replayed.</summary>
internal sealed class WeightedPoints
{
    private readonly MemberWeights _weights;
    private readonly int _members;

    public WeightedPoints(CaseHistory history, int horizon, PointPaths[] members)
    {
        (_members, Points) = (members.Length, new Grid(history.Periods + 1, history.Locations));
        _weights = new MemberWeights(history, horizon, Array.ConvertAll(members, member => member[horizon]));
    }

    /// <summary>Replays one origin; every one in turn from the first replayed.</summary>
    public void Step(int origin) => _weights.Step(origin, Points[origin]);

    /// <summary>Origins × locations of log(1 + cases), NaN where no member has a point.</summary>
    public Grid Points { get; }

    /// <summary>The members' weights at a location, as of the last origin; they add up to 1.</summary>
    public double[] WeightsOf(int location)
    {
        var weights = new double[_members];
        _weights.Weigh(location, weights);
        return weights;
    }
}
