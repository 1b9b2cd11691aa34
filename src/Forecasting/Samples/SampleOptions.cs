namespace MalariaPredictor.Forecasting.Samples;

/// <summary>How samples are drawn.</summary>
/// <param name="Draws">How many, at least 2.</param>
/// <param name="Seed">The same seed gives the same samples, bit for bit.</param>
/// <param name="WholeCounts">
/// Whether cases are rounded to whole ones, halves up to even. Not for sums over many small places: where 0.3 cases are expected, whole
/// samples are mostly 0.
/// </param>
public sealed record SampleOptions(int Draws = 1000, ulong Seed = 1, bool WholeCounts = false);
