using System.Numerics;
using System.Text.Json.Serialization;

namespace MalariaPredictor.Pipeline.Contracts;

/// <summary>
/// How long requests took, as counts in buckets whose bounds grow by an eighth of a doubling: a quantile is read to within 9 %, from a
/// tenth of a millisecond to hours. Two readings subtract to what happened in between.
/// </summary>
/// <param name="Counts">By bucket, from the shortest; what is left out at the end is zero.</param>
internal sealed record LatencyHistogram(IReadOnlyList<long> Counts)
{
    private const int PerDoubling = 8;
    private const int Doublings = 26;
    private const long ShortestMicroseconds = 100;

    public const int Buckets = (PerDoubling * Doublings) + 1;

    public static LatencyHistogram Empty { get; } = new([]);

    [JsonIgnore]
    public long Total => Counts.Sum();

    /// <summary>The bucket of a duration; what is beyond the last is counted there.</summary>
    public static int BucketOf(TimeSpan took)
    {
        var eighths = (ulong)Math.Max(0, took.Ticks * PerDoubling / (TimeSpan.TicksPerMicrosecond * ShortestMicroseconds));
        if (eighths < PerDoubling)
        {
            return 0;
        }
        // The leading bit says which doubling, the three after it which eighth of that.
        var doubling = BitOperations.Log2(eighths) - 3;
        return Math.Min(Buckets - 1, 1 + (doubling * PerDoubling) + (int)((eighths >> doubling) & (PerDoubling - 1)));
    }

    public LatencyHistogram Since(LatencyHistogram before) =>
        new([.. Counts.Select((count, bucket) => count - (bucket < before.Counts.Count ? before.Counts[bucket] : 0))]);

    public LatencyHistogram Plus(LatencyHistogram other) =>
        new([
            .. Enumerable
                .Range(0, Math.Max(Counts.Count, other.Counts.Count))
                .Select(bucket => Counts.ElementAtOrDefault(bucket) + other.Counts.ElementAtOrDefault(bucket)),
        ]);

    /// <summary>The upper bound of the bucket that holds the quantile; null where nothing was counted.</summary>
    public TimeSpan? Quantile(double level)
    {
        var rank = (long)Math.Ceiling(level * Total);
        var seen = 0L;
        for (var bucket = 0; bucket < Counts.Count; bucket++)
        {
            seen += Counts[bucket];
            if (seen >= rank && seen > 0)
            {
                return UpperBound(bucket);
            }
        }
        return null;
    }

    private static TimeSpan UpperBound(int bucket) =>
        TimeSpan.FromMicroseconds(
            ShortestMicroseconds
                * (
                    bucket == 0
                        ? 1
                        : Math.Pow(2, (bucket - 1) / PerDoubling) * (1 + ((((bucket - 1) % PerDoubling) + 1) / (double)PerDoubling))
                )
        );
}
