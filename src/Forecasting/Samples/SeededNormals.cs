namespace MalariaPredictor.Forecasting.Samples;

/// <summary>
/// A stream of independent standard normal numbers that a seed and a name determine for ever: on any machine, whatever other
/// streams there are. SplitMix64 (Steele, Lea and Flood 2014, doi 10.1145/2714064.2660195) through the normal quantile. Not thread-safe.
/// </summary>
internal sealed class SeededNormals
{
    private ulong _state;

    public SeededNormals(ulong seed, string name)
    {
        // FNV-1a over the name: unlike string.GetHashCode it is the same in every process.
        var hash = 14695981039346656037UL;
        foreach (var letter in name)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        _state = Mixed(seed) ^ hash;
    }

    public double Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        // 53 bits, moved to the middle of their cell: never 0, never 1.
        return StandardNormal.Quantile(((Mixed(_state) >> 11) + .5) / (1UL << 53));
    }

    private static ulong Mixed(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBUL;
        return bits ^ (bits >> 31);
    }
}
