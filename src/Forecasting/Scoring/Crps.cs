namespace MalariaPredictor.Forecasting.Scoring;

/// <summary>The continuous ranked probability score, lower is better, in the unit of what is forecast.</summary>
public static class Crps
{
    /// <summary>
    /// Of a forecast given as samples, in the biased form that CHAP computes: mean |xᵢ − y| − (1 / 2n²)·ΣΣ |xᵢ − xⱼ|.
    /// The double sum is taken over the sorted samples, which costs n·log n.
    /// </summary>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    public static double OfSamples(ReadOnlySpan<double> samples, double actual)
    {
        if (samples.IsEmpty)
        {
            throw new ArgumentException("A score needs at least one sample.", nameof(samples));
        }

        var sorted = samples.ToArray();
        Array.Sort(sorted);
        var (distance, spread) = (0.0, 0.0);
        for (var i = 0; i < sorted.Length; i++)
        {
            distance += Math.Abs(sorted[i] - actual);
            spread += ((2.0 * i) + 1 - sorted.Length) * sorted[i];
        }

        return (distance / sorted.Length) - (spread / ((double)sorted.Length * sorted.Length));
    }
}
