using MalariaPredictor.Forecasting.Models.Numerics;

namespace MalariaPredictor.Forecasting.Models.AnomalyRidges;

/// <summary>
/// Decides at each origin whether the ridge's fit with the weather or the one without it is used, from what each would have said at past
/// origins: the mean absolute errors of the two per target period, forgotten with a half-life of five years. The weather is on unless it
/// has lost; before anything is known it is on. The penalty of the ridge already shrinks what it adds towards nothing.
/// </summary>
internal sealed class ClimateSwitch(int year)
{
    private const double HalfLife = 60;

    private readonly double _kept = Forgetting.PerPeriod(HalfLife, year);
    private double _with;
    private double _without;
    private int _learned;

    /// <summary>Whether past errors speak for the weather.</summary>
    public bool On => _with <= _without;

    /// <summary>Whether the errors of two years or more speak for it: what must earn its place is off until it has.</summary>
    public bool Won => _learned >= 2 * year && _with < _without;

    /// <summary>Mean absolute error with the weather over that without it; 1 before anything is known.</summary>
    public double RelativeError => _without > 0 ? _with / _without : 1;

    /// <summary>Takes in the errors of one target period: means over the locations.</summary>
    public void Learn(double with, double without)
    {
        _with = (_with * _kept) + with;
        _without = (_without * _kept) + without;
        _learned++;
    }
}
