namespace MalariaPredictor.Forecasting.Samples;

/// <summary>Totals within each draw, and their quantiles: from facilities to districts, regions and the nation.</summary>
public static class Aggregation
{
    /// <summary>
    /// Sums the locations of each group, draw by draw. A group has a total at the horizons at which all its locations have samples, unless
    /// some lack them everywhere: those cannot be forecast, and are left out.
    /// </summary>
    /// <param name="parts">The samples to add up, locations or themselves totals.</param>
    /// <param name="groupOf">The group of a location; null leaves it out.</param>
    /// <returns>The totals, their groups in ordinal order.</returns>
    public static SamplePaths By(SamplePaths parts, Func<string, string?> groupOf)
    {
        var members = parts
            .Locations.Index()
            .Where(part => HasAny(parts, part.Index))
            .Select(part => (part.Index, Group: groupOf(part.Item)))
            .Where(part => part.Group is not null)
            .GroupBy(part => part.Group!, part => part.Index, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToArray();
        var totals = new SamplePaths([.. members.Select(group => group.Key)], parts.Horizons, parts.Draws);
        for (var group = 0; group < members.Length; group++)
        {
            for (var horizon = 0; horizon < parts.Horizons.Count; horizon++)
            {
                if (members[group].All(part => !parts[part, horizon].IsEmpty))
                {
                    totals.Set(group, horizon, Sum(parts, members[group], horizon));
                }
            }
        }

        return totals;
    }

    /// <summary>The total of everything: one location of that name.</summary>
    public static SamplePaths Total(SamplePaths parts, string name) => By(parts, _ => name);

    /// <summary>
    /// The 23 quantiles of draws: between the two nearest ranks, sample k of n being the quantile at (k − ½) / n, as they are drawn. Those
    /// of whole draws are whole.
    /// </summary>
    /// <exception cref="ArgumentException">There are no draws.</exception>
    public static QuantileForecast Quantiles(ReadOnlySpan<double> draws)
    {
        if (draws.IsEmpty)
        {
            throw new ArgumentException("Quantiles need at least one draw.", nameof(draws));
        }

        var sorted = draws.ToArray();
        Array.Sort(sorted);
        var whole = Array.TrueForAll(sorted, value => value == Math.Floor(value));
        var quantiles = new double[QuantileForecast.Levels.Length];
        for (var i = 0; i < quantiles.Length; i++)
        {
            var place = Math.Clamp((QuantileForecast.Levels[i] * sorted.Length) - .5, 0, sorted.Length - 1);
            var below = (int)place;
            var above = Math.Min(below + 1, sorted.Length - 1);
            quantiles[i] = sorted[below] + ((sorted[above] - sorted[below]) * (place - below));
            quantiles[i] = whole ? Math.Round(quantiles[i], MidpointRounding.AwayFromZero) : quantiles[i];
        }

        return QuantileForecast.From(quantiles);
    }

    private static bool HasAny(SamplePaths parts, int part) =>
        Enumerable.Range(0, parts.Horizons.Count).Any(horizon => !parts[part, horizon].IsEmpty);

    private static double[] Sum(SamplePaths parts, IEnumerable<int> members, int horizon)
    {
        var total = new double[parts.Draws];
        foreach (var part in members)
        {
            var draws = parts[part, horizon];
            for (var draw = 0; draw < total.Length; draw++)
            {
                total[draw] += draws[draw];
            }
        }

        return total;
    }
}
