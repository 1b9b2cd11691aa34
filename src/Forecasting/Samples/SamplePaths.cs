namespace MalariaPredictor.Forecasting.Samples;

/// <summary>
/// Draws of what may happen, from one origin: locations × horizons × draws. Draw k is one possible future of the whole country, so what is
/// computed of several locations or horizons is computed within each draw. Immutable once drawn.
/// <para>
/// Every sample is a multiple of 1/1024 case. Such numbers add up without any rounding error (below 2⁴³ cases), so totals of parts and of
/// parts of parts agree to the last bit, in whatever order they are formed.
/// </para>
/// </summary>
public sealed class SamplePaths
{
    private const double Grain = 1024;

    private readonly double[]?[] _samples;

    internal SamplePaths(IReadOnlyList<string> locations, IReadOnlyList<int> horizons, int draws)
    {
        (Locations, Horizons, Draws) = (locations, horizons, draws);
        _samples = new double[locations.Count * horizons.Count][];
    }

    /// <summary>Names.</summary>
    public IReadOnlyList<string> Locations { get; }

    /// <summary>Periods ahead, ascending.</summary>
    public IReadOnlyList<int> Horizons { get; }

    /// <summary>How many draws.</summary>
    public int Draws { get; }

    /// <summary>
    /// Per <see cref="Series.Variables.Species"/> the draws where cases were forecast by species: there they add up to the draw here. Empty
    /// where nothing was.
    /// </summary>
    public IReadOnlyList<SamplePaths> Species { get; internal set; } = [];

    /// <summary>
    /// The draws of a location (index in <see cref="Locations"/>) at a horizon (index in <see cref="Horizons"/>), in cases; empty where
    /// there was no forecast to draw from.
    /// </summary>
    public ReadOnlySpan<double> this[int location, int horizon] => _samples[(location * Horizons.Count) + horizon];

    /// <summary>The same draws, to be kept.</summary>
    public ReadOnlyMemory<double> Draw(int location, int horizon) => _samples[(location * Horizons.Count) + horizon];

    internal static double OnGrain(double cases) => Math.Round(cases * Grain) / Grain;

    internal void Set(int location, int horizon, double[] draws) => _samples[(location * Horizons.Count) + horizon] = draws;
}
