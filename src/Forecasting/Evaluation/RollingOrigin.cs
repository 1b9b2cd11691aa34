using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>
/// Back-tests models by rolling origin with an expanding window: at each origin a model sees the panel as it ended there and nothing
/// later, weather included. What was never reported is not scored. Origins are worked on in parallel; the result is the same bit for bit
/// with any number of threads.
/// </summary>
public static class RollingOrigin
{
    /// <summary>Back-tests the models and tabulates their scores.</summary>
    /// <param name="panel">The whole history.</param>
    /// <param name="models">The candidates; the first is the yardstick to which the others are compared.</param>
    /// <param name="threads">At most so many at once; by default as many as there are processors.</param>
    /// <param name="cancellationToken">Stops between two forecasts.</param>
    /// <exception cref="ArgumentException">There is no model, or two bear the same name.</exception>
    public static BacktestReport Evaluate(
        Panel panel,
        IReadOnlyList<IForecastModel> models,
        int threads = -1,
        CancellationToken cancellationToken = default
    )
    {
        var plan = BacktestPlan.For(panel);
        return BacktestTables.Of(panel, plan, models, Score(panel, plan, models, threads, cancellationToken));
    }

    /// <summary>Every scored case, by origin, model, location and horizon.</summary>
    /// <inheritdoc cref="Evaluate"/>
    public static IReadOnlyList<ScoredCase> Score(
        Panel panel,
        BacktestPlan plan,
        IReadOnlyList<IForecastModel> models,
        int threads = -1,
        CancellationToken cancellationToken = default
    )
    {
        if (models.Count == 0 || models.DistinctBy(model => model.Name, StringComparer.Ordinal).Count() != models.Count)
        {
            throw new ArgumentException("A back-test needs at least one model, each with a name of its own.", nameof(models));
        }

        Period[] origins = [.. plan.Origins];
        var cases = new List<ScoredCase>[origins.Length * models.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        JointForecasts.Make(
            panel,
            origins,
            plan.Horizons,
            models,
            options,
            (origin, model, table) =>
            {
                var half = origin < plan.Early.Count ? OriginHalf.Early : OriginHalf.Late;
                cases[(origin * models.Count) + model] = CasesOf(panel, table, model, origin, half);
            }
        );
        var all = new List<ScoredCase>(cases.Sum(found => found.Count));
        Array.ForEach(cases, all.AddRange);
        return all;
    }

    internal static List<ScoredCase> CasesOf(Panel panel, ForecastTable table, int model, int origin, OriginHalf half)
    {
        var found = new List<ScoredCase>(table.Locations.Count * table.Horizons.Count);
        var known = table.Origin.Minus(panel.First);
        for (var location = 0; location < table.Locations.Count; location++)
        {
            var cases = panel.Series(location, Variables.Cases);
            var still = Still(cases[..(known + 1)], panel.First.Type == PeriodType.Month ? 24 : 104);
            for (var j = 0; j < table.Horizons.Count; j++)
            {
                var actual = cases[known + table.Horizons[j]];
                if (actual >= 0 && table[location, j] is { } forecast)
                {
                    found.Add(ScoredCase.Of(model, location, origin, table.Horizons[j], half, forecast, actual, still));
                }
            }
        }

        return found;
    }

    /// <summary>Whether all reports of the last two years are the same: there nothing could be missed.</summary>
    private static bool Still(ReadOnlySpan<double> known, int twoYears)
    {
        known = known[Math.Max(0, known.Length - twoYears)..];
        var first = known.IndexOfAnyInRange(0, double.MaxValue);
        foreach (var value in first < 0 ? [] : known[first..])
        {
            if (value >= 0 && value != known[first])
            {
                return false;
            }
        }

        return true;
    }
}
