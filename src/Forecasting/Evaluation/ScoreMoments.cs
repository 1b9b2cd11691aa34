namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>
/// Mean products of the normal scores of one model's errors, taken from the same origin at two horizons: of one location
/// (<see cref="Within"/>), and of two different ones (<see cref="Between"/>). The latter come from sums, so all pairs of
/// thousands of locations cost no more than the locations.
/// </summary>
internal sealed class ScoreMoments
{
    private readonly Dictionary<(int, int), double> _within = [];
    private readonly Dictionary<(int, int), double> _between = [];

    public ScoreMoments(IEnumerable<ScoredCase> cases)
    {
        var origins = cases
            .GroupBy(found => found.Origin)
            .OrderBy(group => group.Key)
            .Select(group =>
                group
                    .GroupBy(found => found.Horizon)
                    .ToDictionary(same => same.Key, same => same.ToDictionary(found => found.Location, found => found.NormalScore))
            )
            .ToArray();
        Origins = origins.Length;
        Horizons = [.. origins.SelectMany(origin => origin.Keys).Distinct().Order()];
        foreach (var h in Horizons)
        {
            foreach (var k in Horizons.Where(k => k >= h))
            {
                Add(h, k, origins.Where(origin => origin.ContainsKey(h) && origin.ContainsKey(k)).Select(origin => (origin[h], origin[k])));
            }
        }
    }

    public int Origins { get; }

    public IReadOnlyList<int> Horizons { get; }

    /// <summary>Of one location at two horizons; 0 where there was none.</summary>
    public double Within(int h, int k) => _within.GetValueOrDefault((Math.Min(h, k), Math.Max(h, k)));

    /// <summary>Of two locations; 0 where there were no two.</summary>
    public double Between(int h, int k) => _between.GetValueOrDefault((Math.Min(h, k), Math.Max(h, k)));

    private void Add(int h, int k, IEnumerable<(Dictionary<int, double> AtH, Dictionary<int, double> AtK)> origins)
    {
        var (same, pairsOfSame, different, pairsOfDifferent) = (0.0, 0L, 0.0, 0L);
        foreach (var (atH, atK) in origins)
        {
            var both = atH.Where(found => atK.ContainsKey(found.Key)).Select(found => (H: found.Value, K: atK[found.Key])).ToArray();
            var ofSame = both.Sum(pair => pair.H * pair.K);
            same += ofSame;
            pairsOfSame += both.Length;
            different += (both.Sum(pair => pair.H) * both.Sum(pair => pair.K)) - ofSame;
            pairsOfDifferent += (long)both.Length * (both.Length - 1);
        }

        _within[(h, k)] = pairsOfSame > 0 ? same / pairsOfSame : 0;
        _between[(h, k)] = pairsOfDifferent > 0 ? different / pairsOfDifferent : 0;
    }
}
