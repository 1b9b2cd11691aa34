using MalariaPredictor.Forecasting.Models.Numerics;

namespace MalariaPredictor.Forecasting.Models.Replays;

/// <summary>
/// What a member said at each origin: per horizon, origins × locations of log(1 + cases), NaN where it said nothing. From the last origin
/// also how its point came about.
/// </summary>
internal sealed class PointPaths
{
    private readonly Grid[] _points;
    private readonly Contributions[] _parts;
    private readonly int _locations;

    public PointPaths(CaseHistory history)
    {
        _points = Array.ConvertAll(history.Horizons, _ => new Grid(history.Periods + 1, history.Locations));
        _parts = new Contributions[history.Horizons.Length * history.Locations];
        _locations = history.Locations;
    }

    /// <summary>Origins × locations, at the horizon of that index.</summary>
    public Grid this[int horizon] => _points[horizon];

    /// <summary>The parts of which the point from the last origin is the sum, before it is kept from falling below 0.</summary>
    public ref Contributions Parts(int horizon, int location) => ref _parts[(horizon * _locations) + location];
}
